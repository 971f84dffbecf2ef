const df = require("durable-functions");
const { told } = require("./told.js");

df.app.orchestration("retryOk", function* (context) {
  const input = { key: context.df.instanceId, ok: 3 };
  return yield context.df.callActivityWithRetry("flaky", new df.RetryOptions(100, 4), input);
});

df.app.orchestration("retryExhaust", function* (context) {
  return yield context.df.callActivityWithRetry("fail", new df.RetryOptions(100, 3), { k: 1 });
});

df.app.orchestration("retryExhaustCaught", function* (context) {
  try {
    return yield context.df.callActivityWithRetry("fail", new df.RetryOptions(100, 2), { k: 1 });
  } catch (error) {
    const e1 = told(error);
    return { e1, after: yield context.df.callActivity("hello", "after") };
  }
});

df.app.orchestration("retryTimeout", function* (context) {
  const options = new df.RetryOptions(300, 100);
  options.retryTimeoutInMilliseconds = 700;
  try {
    return yield context.df.callActivityWithRetry("fail", options, 1);
  } catch (error) {
    return told(error);
  }
});

df.app.orchestration("allRetryCatch", function* (context) {
  let e1;
  const options = new df.RetryOptions(200, 3);
  try {
    yield context.df.Task.all([
      context.df.callActivity("fail", "quick"),
      context.df.callActivityWithRetry("fail", options, "retried"),
    ]);
  } catch (error) {
    e1 = told(error);
  }
  try {
    return { e1, r: yield context.df.callActivity("hello", "compensate") };
  } catch (error) {
    return { e1, compensation: told(error) };
  }
});

df.app.orchestration("raceAfterAll", function* (context) {
  let e1;
  const options = new df.RetryOptions(200, 3);
  try {
    yield context.df.Task.all([
      context.df.callActivityWithRetry("fail", options, "retried"),
      context.df.callActivity("fail", "quick"),
    ]);
  } catch (error) {
    e1 = told(error).message.slice(0, 60);
  }
  let x;
  try {
    x = yield context.df.callActivity("hello", "compensate");
  } catch (error) {
    x = told(error).message.slice(0, 80);
  }
  let y;
  try {
    y = yield context.df.callActivity("echo", "second");
  } catch (error) {
    y = told(error).message.slice(0, 80);
  }
  return { e1, x, y };
});

df.app.orchestration("slowRetryRace", function* (context) {
  let e1;
  const options = new df.RetryOptions(1500, 3);
  const input = { key: context.df.instanceId, ok: 3 };
  try {
    yield context.df.Task.all([
      context.df.callActivity("fail", "quick"),
      context.df.callActivityWithRetry("flaky", options, input),
    ]);
  } catch (error) {
    e1 = told(error).message.slice(0, 60);
  }
  let x;
  try {
    x = yield context.df.callActivity("hello", "compensate");
  } catch (error) {
    x = told(error).message.slice(0, 80);
  }
  return { e1, x };
});
