/* oxlint-disable require-yield -- an orchestrator is a generator, also one that waits for nothing */
const df = require("durable-functions");
const { told } = require("./told.js");

df.app.orchestration("helloSequence", function* (context) {
  const greetings = [];
  greetings.push(yield context.df.callActivity("hello", "Tokyo"));
  greetings.push(yield context.df.callActivity("hello", "Seattle"));
  greetings.push(yield context.df.callActivity("hello", "London"));
  return greetings;
});

df.app.orchestration("fanOut", function* (context) {
  return yield context.df.Task.all([1, 2, 3].map((i) => context.df.callActivity("echo", { i })));
});

df.app.orchestration("any", function* (context) {
  const slow = context.df.callActivity("slow", 1500);
  const winner = yield context.df.Task.any([slow, context.df.callActivity("hello", "q")]);
  return winner.result;
});

df.app.orchestration("allFail", function* (context) {
  const now = () => context.df.currentUtcDateTime.getTime();
  const begun = now();
  let e1;
  try {
    yield context.df.Task.all([context.df.callActivity("fail", 1), context.df.callActivity("slow", 2500)]);
  } catch (error) {
    e1 = told(error);
  }
  const caught = now();
  const r = yield context.df.callActivity("hello", "compensate");
  return { e1, caughtQuick: caught - begun < 2000, doneLate: now() - begun > 2000, r };
});

df.app.orchestration("forever", function* (context) {
  for (let i = 0; i < 200; i += 1) yield context.df.callActivity("slow", 300);
  return "end";
});

df.app.orchestration("http", function* (context) {
  const { url } = context.df.getInput();
  const answer = yield context.df.callHttp({ method: "GET", url });
  return {
    status: answer.statusCode,
    content: answer.content,
    headers: Object.keys(answer.headers || {}).toSorted(),
  };
});

df.app.orchestration("noYield", function* (context) {
  context.df.callActivity("hello", "x");
  return "r";
});

df.app.orchestration("returnsUndefined", function* (context) {
  yield context.df.callActivity("hello", 1);
});
