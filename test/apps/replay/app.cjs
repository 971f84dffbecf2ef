const df = require("durable-functions");

/** How a test has changed the orchestrators since their histories were recorded. */
const isChanged = (change) => globalThis.changedOrchestrators?.has(change) === true;

for (const name of ["lay", "carry", "check", "sweep"]) df.app.activity(name, { handler: () => name });
df.app.entity("ledger", (context) => context.df.setState(context.df.getInput()));

df.app.orchestration("build", function* (context) {
  const isNewWay = isChanged("order") || (isChanged("order since 2.0") && context.df.version === "2.0");
  const steps = isNewWay ? ["carry", "lay"] : ["lay", "carry"];
  for (const step of steps) yield context.df.callActivity(step, {});
  if (!isChanged("no timer")) {
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  }
  if (isChanged("timer instead")) {
    yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  } else {
    yield context.df.callActivity("check", {});
  }
  yield context.df.callSubOrchestrator("inspect", { rounds: 2 }, `${context.df.instanceId}-checker`);
  context.df.signalEntity(new df.EntityId("ledger", "all"), "set", 1);
  if (isChanged("one more")) yield context.df.callActivity("sweep", {});
  if (isChanged("throws")) throw new Error("no more");
  return isChanged("output") ? "all done" : "done";
});

df.app.orchestration("inspect", function* (context) {
  const { rounds } = context.df.getInput();
  yield context.df.callActivity("check", {});
  if (rounds === 1) return "inspected";
  return context.df.continueAsNew({ rounds: rounds - (isChanged("shorter") ? 0 : 1) });
});

df.app.orchestration("wait", function* (context) {
  yield context.df.callActivity("lay", {});
  yield context.df.waitForExternalEvent("go");
  yield context.df.callActivity(isChanged("after the event") ? "sweep" : "check", {});
});
