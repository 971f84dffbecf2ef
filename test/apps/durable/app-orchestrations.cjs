const { appendFileSync } = require("node:fs");
const df = require("durable-functions");

const tries = new Map();
const inMs = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);

df.app.activity("double", { handler: ({ number }) => number * 2 });
df.app.activity("fail", { handler: ({ message }) => Promise.reject(new Error(message)) });
df.app.activity("flaky", {
  handler: ({ key, failures }) => {
    const count = (tries.get(key) ?? 0) + 1;
    tries.set(key, count);
    if (count <= failures) throw new Error(`try ${count} fails`);
    return count;
  },
});

/** Ends when the test opens the gate of that name. */
df.app.activity("passGate", {
  handler: async ({ gate }) => void (await fetch(`${process.env.TEST_DESK}/gates/${gate}`)),
});

/** Leaves a trace, so that a test can count how often it ran. */
df.app.activity("leaveTrace", {
  handler: ({ file, line, value }) => {
    appendFileSync(file, `${line}\n`);
    return value;
  },
});

df.app.orchestration("sequence", function* (context) {
  const first = yield context.df.callActivity("double", { number: 1 });
  const second = yield context.df.callActivity("double", { number: first });
  return yield context.df.callActivity("double", { number: second });
});

df.app.orchestration("fanOut", function* (context) {
  const tasks = [1, 2, 3, 4].map((number) => context.df.callActivity("double", { number }));
  return yield context.df.Task.all(tasks);
});

df.app.orchestration("month", function* (context) {
  const start = context.df.currentUtcDateTime.getTime();
  yield context.df.createTimer(inMs(context, 30 * 86_400_000));
  return (context.df.currentUtcDateTime.getTime() - start) / 86_400_000;
});

df.app.orchestration("eventOrTimeout", function* (context) {
  const timer = context.df.createTimer(inMs(context, 60_000));
  const event = context.df.waitForExternalEvent("go");
  const winner = yield context.df.Task.any([timer, event]);
  if (winner === timer) return "timeout";
  timer.cancel();
  return { go: event.result };
});

df.app.orchestration("child", function* (context) {
  const { number, fails } = context.df.getInput();
  if (fails) throw new Error("the child says no");
  return yield context.df.callActivity("double", { number });
});

df.app.orchestration("parent", function* (context) {
  const doubled = yield context.df.callSubOrchestrator("child", { number: 21 });
  try {
    yield context.df.callSubOrchestrator("child", { fails: true }, `${context.df.instanceId}-failing`);
  } catch (error) {
    return { doubled, message: error.message.split(" \n ")[0] };
  }
  return "the child did not fail";
});

df.app.orchestration("retrying", function* (context) {
  const options = new df.RetryOptions(5_000, 4);
  return yield context.df.callActivityWithRetry("flaky", options, {
    key: context.df.instanceId,
    failures: 2,
  });
});

df.app.orchestration("givesUp", function* (context) {
  try {
    yield context.df.callActivityWithRetry("fail", new df.RetryOptions(1_000, 3), { message: "no" });
  } catch (error) {
    const after = yield context.df.callActivity("double", { number: 4 });
    return { after, message: error.message.split(" \n ")[0] };
  }
  return "it did not fail";
});

df.app.orchestration("countDown", function* (context) {
  const { from } = context.df.getInput();
  yield context.df.callActivity("double", { number: from });
  if (from === 0) return "lift-off";
  return context.df.continueAsNew({ from: from - 1 });
});

df.app.orchestration("waitForGo", function* (context) {
  context.df.setCustomStatus({ waiting: true });
  return { go: yield context.df.waitForExternalEvent("go") };
});

df.app.orchestration("tracesAfterGo", function* (context) {
  const { file } = context.df.getInput();
  yield context.df.waitForExternalEvent("go");
  return yield context.df.callActivity("leaveTrace", { file, line: context.df.instanceId, value: "traced" });
});

df.app.orchestration("tracesAfterGoOrHour", function* (context) {
  const { file } = context.df.getInput();
  const timer = context.df.createTimer(inMs(context, 3_600_000));
  yield context.df.Task.any([timer, context.df.waitForExternalEvent("go")]);
  if (!timer.isCompleted) timer.cancel();
  return yield context.df.callActivity("leaveTrace", { file, line: context.df.instanceId, value: "traced" });
});

/** Every kind of step once; `file` gets a line for each activity that ran. */
df.app.orchestration("story", function* (context) {
  const { file } = context.df.getInput();
  const id = context.df.instanceId;
  const trace = (line, value) =>
    context.df.callActivity("leaveTrace", { file, line: `${id} ${line}`, value });
  const first = yield trace("first", 1);
  const fanned = yield context.df.Task.all([trace("left", 2), trace("right", 3)]);
  yield context.df.createTimer(inMs(context, 200));
  const child = yield context.df.callSubOrchestrator("child", { number: 5 });
  const entity = new df.EntityId("counter", "all");
  context.df.signalEntity(entity, "add", 1);
  const last = yield trace("last", 4);
  return [first, ...fanned, child, last];
});

df.app.entity("counter", (context) => {
  const count = context.df.getState(() => 0);
  if (context.df.operationName === "add") context.df.setState(count + context.df.getInput());
  else context.df.return(count);
});

df.app.orchestration("countWithLock", function* (context) {
  const [one, other] = ["one", "other"].map(
    (key) => new df.EntityId("counter", `${context.df.instanceId}-${key}`),
  );
  const lock = yield context.df.lock(one, other);
  yield context.df.callEntity(one, "add", 1);
  yield context.df.callEntity(other, "add", 2);
  const counts = [yield context.df.callEntity(one, "get"), yield context.df.callEntity(other, "get")];
  lock.release();
  return counts;
});
