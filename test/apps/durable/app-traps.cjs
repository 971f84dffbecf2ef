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
