import * as df from "durable-functions";

/** What kinds of values reach an activity, and what an orchestrator may and may not do. */
df.app.activity("describe", {
  handler: (input: unknown) => `${Array.isArray(input) ? "array" : typeof input} ${JSON.stringify(input)}`,
});

class Part {
  readonly name: string;
  readonly sizes: readonly number[];

  constructor(name: string, sizes: readonly number[]) {
    this.name = name;
    this.sizes = sizes;
  }
}

df.app.orchestration("activityInputTypes", function* (context) {
  const inputs = [[1, 2, 3], [], 42, true, "text", new Part("one", [1]), [new Part("two", [])], null];
  const told: unknown[] = [];
  for (const input of inputs) told.push(yield context.df.callActivity("describe", input));
  return told;
});

df.app.orchestration("isReplaying", function* (context) {
  const seen: (boolean | undefined)[] = [];
  for (const step of ["one", "two"]) {
    yield context.df.callActivity("describe", step);
    seen.push(context.df.isReplaying);
  }
  return seen;
});

interface Order {
  readonly amount: number;
}

df.app.entity("account", (context: df.EntityContext<number>) => {
  const balance = context.df.getState(() => 0) ?? 0;
  const { operationName } = context.df;
  if (operationName === "refuse") throw new Error("This entity failed");
  if (operationName === "add") context.df.setState(balance + (context.df.getInput<Order>()?.amount ?? 0));
  else context.df.return(balance);
});

const account = (key: string): df.EntityId => new df.EntityId("account", key);

df.app.orchestration("lockedTransfer", function* (context) {
  const { amount } = context.df.getInput<Order>();
  const [from, to] = [account("from"), account("to")];
  context.df.signalEntity(from, "add", { amount: 100 });
  const lock = (yield context.df.lock(from, to)) as { release(): void };
  yield context.df.callEntity(from, "add", { amount: -amount });
  yield context.df.callEntity(to, "add", { amount });
  lock.release();
  const left: unknown = yield context.df.callEntity(from, "get");
  const arrived: unknown = yield context.df.callEntity(to, "get");
  return { left, arrived };
});

df.app.orchestration("nestedLock", function* (context) {
  yield context.df.lock(account("one"));
  yield context.df.lock(account("other"));
  return "never";
});

df.app.orchestration("catchEntityException", function* (context) {
  try {
    yield context.df.callEntity(account("failing"), "refuse");
    return "never";
  } catch (error) {
    return String(error);
  }
});

/** An activity that is over at once races a limit; the loser is cancelled. */
df.app.orchestration("withinLimit", function* (context) {
  const { seconds } = context.df.getInput<{ seconds: number }>();
  const call = context.df.callActivity("describe", "in time");
  const limit = context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + seconds * 1000));
  const winner = (yield context.df.Task.any([call, limit])) as typeof call;
  if (winner !== call) return "too late";
  limit.cancel();
  return call.result;
});
