/* oxlint-disable require-yield -- an orchestrator is a generator, also one that waits for nothing */
const df = require("durable-functions");
const { told } = require("./told.js");

const operations = {
  add: (context, count) => context.df.setState(count + (context.df.getInput() ?? 1)),
  get: (context, count) => context.df.return(count),
  boom: () => {
    throw new Error("entity boom");
  },
  reset: (context) => context.df.setState(0),
  delete: (context) => context.df.destructOnExit(),
  obj: (context, count) => {
    context.df.setState({ a: count });
    context.df.return({ was: count });
  },
};

const other = (context) => {
  const input = context.df.getInput();
  context.df.return({ op: context.df.operationName, input: input === undefined ? "UNDEF" : input });
};

df.app.entity("counter", (context) => {
  const count = context.df.getState(() => 0);
  (operations[context.df.operationName] ?? other)(context, count);
});

df.app.orchestration("entities", function* (context) {
  const id = new df.EntityId("counter", context.df.instanceId);
  const seen = [];
  context.df.signalEntity(id, "add", 5);
  seen.push(yield context.df.callEntity(id, "add", 1));
  seen.push(yield context.df.callEntity(id, "get"));
  try {
    yield context.df.callEntity(id, "boom");
  } catch (error) {
    seen.push(told(error));
  }
  seen.push(yield context.df.callEntity(id, "get"));
  return seen;
});

df.app.orchestration("lock", function* (context) {
  const [a, b] = ["a", "b"].map((key) => new df.EntityId("counter", context.df.instanceId + key));
  const lock = yield context.df.lock(b, a);
  yield context.df.callEntity(a, "add", 1);
  yield context.df.callEntity(b, "add", 2);
  const counts = [yield context.df.callEntity(a, "get"), yield context.df.callEntity(b, "get")];
  lock.release();
  return counts;
});

df.app.orchestration("sigOnly", function* (context) {
  context.df.signalEntity(new df.EntityId("counter", "sig"), "add", 2);
  return "sent";
});
