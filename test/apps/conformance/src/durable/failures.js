/* oxlint-disable require-yield -- an orchestrator is a generator, also one that waits for nothing */
const df = require("durable-functions");
const { told } = require("./told.js");

df.app.orchestration("caught", function* (context) {
  try {
    yield context.df.callActivity("fail", { x: 1 });
  } catch (error) {
    return { e: told(error), after: yield context.df.callActivity("hello", "after") };
  }
});

df.app.orchestration("caughtTyped", function* (context) {
  const caught = {};
  for (const name of ["failTyped", "failString"]) {
    try {
      yield context.df.callActivity(name);
    } catch (error) {
      caught[name] = told(error);
    }
  }
  return caught;
});

df.app.orchestration("uncaught", function* (context) {
  yield context.df.callActivity("hello", "first");
  yield context.df.callActivity("fail", "in");
});

df.app.orchestration("throws", function* (context) {
  yield context.df.callActivity("hello", "x");
  throw new Error("orchestrator boom");
});

df.app.orchestration("throwsFirst", function* () {
  throw new Error("immediate boom");
});

df.app.orchestration("throwsString", function* () {
  throw "a plain string";
});

df.app.orchestration("unknownActivity", function* (context) {
  try {
    yield context.df.callActivity("nope", 1);
  } catch (error) {
    return told(error);
  }
  return "no";
});

df.app.orchestration("unknownSub", function* (context) {
  try {
    yield context.df.callSubOrchestrator("nope", 1);
  } catch (error) {
    return told(error);
  }
  return "no";
});

df.app.orchestration("unknownEntity", function* (context) {
  try {
    return yield context.df.callEntity(new df.EntityId("nope", "k"), "get");
  } catch (error) {
    return told(error);
  }
});

df.app.orchestration("sanitizer", function* (context) {
  yield context.df.callActivity("hello", "see http://h/x?code=abc123");
  throw new Error("after secret");
});

df.app.orchestration("sanitizerKey", function* (context) {
  yield context.df.callActivity("hello", "cache-key=1");
  throw new Error("after key");
});

df.app.orchestration("sanitizerObj", function* (context) {
  yield context.df.callActivity("hello", { url: "http://h/x?code=abc123" });
  throw new Error("after object");
});

df.app.orchestration("rewindable", function* (context) {
  const before = yield context.df.callActivity("hello", "before");
  const repaired = yield context.df.callActivity("brokenOnce", context.df.instanceId);
  return [before, repaired];
});
