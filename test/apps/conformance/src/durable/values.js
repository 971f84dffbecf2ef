/* oxlint-disable require-yield -- an orchestrator is a generator, also one that waits for nothing */
const df = require("durable-functions");

const orUndef = (value) => (value === undefined ? "UNDEF" : value);

df.app.orchestration("input", function* (context) {
  const value = context.df.getInput();
  return { type: typeof value, v: orUndef(value) };
});

const kinds = "undefined null int double bool string jsonstring numstring object array date empty".split(" ");

df.app.orchestration("types", function* (context) {
  const results = {};
  for (const kind of kinds) results[kind] = orUndef(yield context.df.callActivity("typed", kind));
  return results;
});

df.app.orchestration("inputs", function* (context) {
  const results = [];
  for (const value of [undefined, null, 1, "abc", '{"a":1}', "7", "", { a: 1 }, [1]]) {
    results.push(yield context.df.callActivity("inspect", value));
  }
  return results;
});

df.app.orchestration("bigStatus", function* (context) {
  context.df.setCustomStatus("x".repeat(9000));
  yield context.df.callActivity("hello", 1);
  return "ok";
});

df.app.orchestration("status", function* (context) {
  context.df.setCustomStatus({ step: 1 });
  yield context.df.callActivity("hello", 1);
  context.df.setCustomStatus("text");
  yield context.df.waitForExternalEvent("Go");
  return "ok";
});
