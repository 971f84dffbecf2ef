const df = require("durable-functions");
const { after } = require("./told.js");

/** Orchestrators that do something else on replay, as if the code had been changed meanwhile. */
const seen = new Set();

function isFirstTime(key) {
  const isFirst = !seen.has(key);
  seen.add(key);
  return isFirst;
}

df.app.orchestration("nondetName", function* (context) {
  yield context.df.callActivity(isFirstTime(context.df.instanceId) ? "hello" : "echo", 1);
  return "no";
});

df.app.orchestration("nondetKind", function* (context) {
  if (isFirstTime(context.df.instanceId)) yield context.df.callActivity("hello", 1);
  else yield context.df.createTimer(after(context, 100));
  return "no";
});

df.app.orchestration("nondetExtra", function* (context) {
  if (isFirstTime(context.df.instanceId)) yield context.df.callActivity("hello", 1);
  return "finished early";
});

df.app.orchestration("nondetInput", function* (context) {
  return yield context.df.callActivity("hello", isFirstTime(context.df.instanceId) ? "a" : "b");
});
