const df = require("durable-functions");

const inMs = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);

df.app.orchestration("callsUnknown", function* (context) {
  yield context.df.callActivity("nobody", {});
});

df.app.orchestration("leaksTimer", function* (context) {
  const timer = context.df.createTimer(inMs(context, 3_600_000));
  yield context.df.Task.any([timer, context.df.callActivity("double", { number: 1 })]);
  return "done";
});

df.app.orchestration("retriesTooLong", function* (context) {
  const options = new df.RetryOptions(1_000, 100);
  options.retryTimeoutInMilliseconds = 3_000;
  yield context.df.callActivityWithRetry("fail", options, { message: "no" });
});

df.app.orchestration("handsOverString", function* (context) {
  yield context.df.callActivity("double", { number: 1 });
  context.df.continueAsNew("second");
});

df.app.orchestration("dropsEvent", function* (context) {
  yield context.df.callActivity("passGate", { gate: context.df.instanceId });
  context.df.continueAsNew({});
});

df.app.orchestration("namesSecret", function* (context) {
  yield context.df.callActivity("double", "https://example.invalid/?code=abc");
});

const seen = new Set();

df.app.orchestration("changesItsMind", function* (context) {
  const isFirst = !seen.has(context.df.instanceId);
  seen.add(context.df.instanceId);
  yield context.df.callActivity(isFirst ? "double" : "flaky", { number: 1 });
});

df.app.orchestration("looksAtTheClock", function* (context) {
  yield context.df.createTimer(
    new Date(context.df.currentUtcDateTime.getTime() + 1000 + Math.random() * 1000),
  );
  yield context.df.createTimer(inMs(context, 60_000));
});

df.app.orchestration("tellsTooMuch", function* (context) {
  context.df.setCustomStatus("x".repeat(9_000));
  yield context.df.callActivity("double", { number: 1 });
});

df.app.orchestration("goesOnTooEarly", function* (context) {
  const options = new df.RetryOptions(1_000, 3);
  try {
    yield context.df.Task.all([
      context.df.callActivityWithRetry("fail", options, { message: "again" }),
      context.df.callActivity("fail", { message: "no" }),
    ]);
  } catch {
    yield context.df.callActivity("double", { number: 1 });
  }
});

df.app.orchestration("forgetsVersion", function* (context) {
  yield context.df.callSubOrchestrator("child", { number: 1 });
});

df.app.orchestration("callsUnknownChild", function* (context) {
  yield context.df.callSubOrchestrator("nobody", {});
});

df.app.orchestration("asksUnknownEntity", function* (context) {
  yield context.df.callEntity(new df.EntityId("nobody", "one"), "get");
});

df.app.orchestration("waitsForChild", function* (context) {
  yield context.df.callSubOrchestrator("waitForGo", null, `${context.df.instanceId}-child`);
});

df.app.orchestration("hearsAgain", function* (context) {
  const { round, pauses } = context.df.getInput();
  const timer = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3_600_000));
  const event = context.df.waitForExternalEvent("go");
  const winner = yield context.df.Task.any([timer, event]);
  if (winner === timer) return `nothing in round ${round}`;
  timer.cancel();
  if (round === 2) return [event.result, round].join(" in round ");
  if (pauses) yield context.df.callActivity("double", { number: 1 });
  context.df.continueAsNew({ round: round + 1, pauses });
});

const counted = new Map();

df.app.activity("countRuns", {
  handler: ({ key }) => {
    counted.set(key, (counted.get(key) ?? 0) + 1);
    return counted.get(key);
  },
});

df.app.orchestration("racesTwice", function* (context) {
  const { isNew, isYielded } = context.df.getInput();
  const count = () => context.df.callActivity("countRuns", { key: context.df.instanceId });
  const call = count();
  yield context.df.Task.any([call, context.df.waitForExternalEvent("never")]);
  if (isYielded) return yield call;
  const again = isNew ? count() : call;
  yield context.df.Task.any([again, context.df.waitForExternalEvent("never")]);
  return again.result;
});
