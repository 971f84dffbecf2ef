/* oxlint-disable require-yield -- an orchestrator is a generator, also one that waits for nothing */
const df = require("durable-functions");
const { after } = require("./told.js");

const dayMs = 86_400_000;

df.app.orchestration("timer", function* (context) {
  const begun = context.df.currentUtcDateTime;
  yield context.df.createTimer(after(context, 1500));
  return context.df.currentUtcDateTime.getTime() - begun.getTime() >= 1400;
});

df.app.orchestration("longTimer", function* (context) {
  yield context.df.createTimer(after(context, 7 * dayMs));
  return "done";
});

df.app.orchestration("timerLeak", function* (context) {
  const timer = context.df.createTimer(after(context, 4000));
  const activity = context.df.callActivity("hello", "fast");
  const winner = yield context.df.Task.any([activity, timer]);
  return winner === activity ? "activity" : "timer";
});

df.app.orchestration("timerCancel", function* (context) {
  const timer = context.df.createTimer(after(context, 60_000));
  const activity = context.df.callActivity("hello", "fast");
  const winner = yield context.df.Task.any([activity, timer]);
  timer.cancel();
  return winner === activity ? "activity" : "timer";
});

df.app.orchestration("waitEvent", function* (context) {
  context.df.setCustomStatus({ waiting: true });
  const value = yield context.df.waitForExternalEvent("Go");
  return { type: typeof value, v: value === undefined ? "UNDEF" : value };
});

df.app.orchestration("waitEventTimeout", function* (context) {
  const timer = context.df.createTimer(after(context, 60_000));
  const event = context.df.waitForExternalEvent("Go");
  const winner = yield context.df.Task.any([event, timer]);
  timer.cancel();
  return winner === event ? { ev: event.result } : "timeout";
});

df.app.orchestration("slowThenEvent", function* (context) {
  yield context.df.callActivity("slow", 3000);
  const first = yield context.df.waitForExternalEvent("Go");
  const second = yield context.df.waitForExternalEvent("Go");
  return [first, second];
});

df.app.orchestration("twoWaiters", function* (context) {
  const first = context.df.waitForExternalEvent("Go");
  const second = context.df.waitForExternalEvent("Go");
  return yield context.df.Task.all([first, second]);
});

df.app.orchestration("event0", function* (context) {
  const a = yield context.df.callActivity("slow", 3000);
  return { a };
});

df.app.orchestration("eventCase", function* (context) {
  return yield context.df.waitForExternalEvent("Go");
});

df.app.orchestration("can", function* (context) {
  const { n } = context.df.getInput();
  yield context.df.callActivity("hello", n);
  if (n < 3) {
    context.df.continueAsNew({ n: n + 1 });
    return;
  }
  return { n, id: context.df.instanceId };
});

df.app.orchestration("canString", function* (context) {
  const i = context.df.getInput();
  if (i === "first") {
    context.df.continueAsNew("second");
    return;
  }
  return { i };
});

df.app.orchestration("canEvents", function* (context) {
  const { n } = context.df.getInput() || { n: 0, got: [] };
  if (n !== 0) {
    const timer = context.df.createTimer(after(context, 5000));
    const event = context.df.waitForExternalEvent("Go");
    const winner = yield context.df.Task.any([event, timer]);
    if (!timer.isCompleted) timer.cancel();
    return winner === event ? { ev: event.result } : "lost";
  }
  yield context.df.callActivity("slow", 3000);
  context.df.continueAsNew({ n: 1 });
});
