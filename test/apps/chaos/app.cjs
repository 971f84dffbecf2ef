const { appendFileSync, statSync } = require("node:fs");
const path = require("node:path");
const df = require("durable-functions");

/** Leaves a line for each run, so that a test can count how often a host has repeated one. */
df.app.activity("sum", {
  handler: ({ folder, line, numbers }) => {
    appendFileSync(path.join(folder, "runs.txt"), `${line}\n`);
    return numbers.reduce((sum, number) => sum + number, 0);
  },
});

/** Fails as often as it is told to, counted over all lives of the host. */
df.app.activity("flaky", {
  handler: ({ folder, key, failures }) => {
    const file = path.join(folder, key);
    appendFileSync(file, ".");
    if (statSync(file).size <= failures) throw new Error("not yet");
    return failures;
  },
});

df.app.entity("counter", (context) => {
  const count = context.df.getState(() => 0);
  if (context.df.operationName === "add") context.df.setState(count + context.df.getInput());
  if (context.df.operationName === "set") context.df.setState(context.df.getInput());
  context.df.return(count);
});

const inMs = (context, ms) => new Date(context.df.currentUtcDateTime.getTime() + ms);
const summer = (context, folder) => (step, numbers) =>
  context.df.callActivity("sum", { folder, line: `${context.df.instanceId} ${step}`, numbers });

/** Read, then written: only the lock keeps two of them from losing an update. */
function* addUnderLock(context, { number, place }) {
  const accounts = [`left-${place}`, `right-${place}`].map((key) => new df.EntityId("counter", key));
  const lock = yield context.df.lock(...accounts);
  for (const account of accounts) {
    const count = yield context.df.callEntity(account, "get");
    yield context.df.callEntity(account, "set", count + number);
  }
  lock.release();
}

/** Every kind of step once. */
df.app.orchestration("journey", function* (context) {
  const input = context.df.getInput();
  const { folder, number } = input;
  const sum = summer(context, folder);
  const first = yield sum("first", [number, 1]);
  const retries = new df.RetryOptions(20, 8);
  const flaky = { folder, key: context.df.instanceId, failures: 2 };
  const failures = yield context.df.callActivityWithRetry("flaky", retries, flaky);
  const fanned = yield context.df.Task.all([1, 2, 3].map((each) => sum(`fanned ${each}`, [first, each])));
  context.df.signalEntity(new df.EntityId("counter", "signaled"), "add", 1);
  const leg = yield context.df.callSubOrchestrator("leg", input, `${context.df.instanceId}-leg`);
  yield* addUnderLock(context, input);
  const timer = context.df.createTimer(inMs(context, 600_000));
  const go = context.df.waitForExternalEvent("go");
  yield context.df.Task.any([go, timer]);
  timer.cancel();
  return { failures, fanned, leg, go: go.result };
});

df.app.orchestration("leg", function* (context) {
  const { folder, number } = context.df.getInput();
  yield context.df.createTimer(inMs(context, 50));
  yield context.df.callEntity(new df.EntityId("counter", "called"), "add", number);
  return yield summer(context, folder)("leg", [number, 100]);
});

/** Begins anew after each round. */
df.app.orchestration("rounds", function* (context) {
  const { folder, left, done } = context.df.getInput();
  yield context.df.callEntity(new df.EntityId("counter", "rounds"), "add", 1);
  const next = yield summer(context, folder)(`round ${done}`, [done, 1]);
  if (left === 1) return next;
  return context.df.continueAsNew({ folder, left: left - 1, done: next });
});
