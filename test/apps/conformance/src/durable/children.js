const df = require("durable-functions");
const { told } = require("./told.js");

df.app.orchestration("child", function* (context) {
  const got = context.df.getInput() || {};
  if (got.fail) throw new Error("child says no");
  const parent = context.df.parentInstanceId ? "set" : null;
  return { got, parent, a: yield context.df.callActivity("hello", got) };
});

const childId = (context) => `${context.df.instanceId}-child`;

df.app.orchestration("parent", function* (context) {
  const results = [];
  results.push(yield context.df.callSubOrchestrator("child", { n: 1 }, childId(context)));
  results.push(yield context.df.callSubOrchestrator("child", { n: 2 }));
  try {
    yield context.df.callSubOrchestrator("child", { fail: true });
  } catch (error) {
    results.push(told(error));
  }
  return results;
});

df.app.orchestration("parentFails", function* (context) {
  yield context.df.callSubOrchestrator("child", { fail: true }, childId(context));
});

df.app.orchestration("parentRetry", function* (context) {
  const options = new df.RetryOptions(100, 2);
  try {
    return yield context.df.callSubOrchestratorWithRetry("child", options, { fail: true }, childId(context));
  } catch (error) {
    return told(error);
  }
});

df.app.orchestration("parentSlow", function* (context) {
  return yield context.df.callSubOrchestrator("waitEvent", null, childId(context));
});

df.app.orchestration("facts", function* (context) {
  const guid = context.df.newGuid("x");
  yield context.df.callActivity("hello", 1);
  return {
    id: context.df.instanceId,
    parent: context.df.parentInstanceId ?? null,
    version: context.df.version ?? null,
    replaying: context.df.isReplaying,
    guidIsString: typeof guid === "string",
  };
});

df.app.orchestration("versionParent", function* (context) {
  const { instanceId, version } = context.df;
  return {
    mine: version ?? null,
    def: yield context.df.callSubOrchestrator("facts", null, `${instanceId}-a`),
    expl: yield context.df.callSubOrchestrator("facts", null, `${instanceId}-b`, "1.5"),
  };
});
