const df = require("durable-functions");
const { sleep } = require("./told.js");

const activity = (name, handler) => df.app.activity(name, { handler });

activity("hello", (name) => `Hello ${typeof name === "object" ? JSON.stringify(name) : name}`);
activity("echo", (value) => value);
activity("inspect", (value) => ({ type: typeof value, value: value === undefined ? "UNDEF" : value }));

const typed = {
  undefined: () => undefined,
  null: () => null,
  int: () => 42,
  double: () => 1.5,
  bool: () => true,
  string: () => "plain",
  jsonstring: () => '{"a":1}',
  numstring: () => "7",
  object: () => ({ a: 1 }),
  array: () => [1, "b"],
  date: () => new Date(0),
  empty: () => "",
};
activity("typed", (kind) => typed[kind]?.());

activity("fail", (input) => {
  throw new Error(`boom ${JSON.stringify(input)}`);
});
activity("failTyped", () => {
  throw new TypeError("typed boom");
});
activity("failString", () => {
  throw "just a string";
});

const tries = new Map();
activity("flaky", ({ key, ok }) => {
  const count = (tries.get(key) ?? 0) + 1;
  tries.set(key, count);
  if (count < ok) throw new Error(`flaky ${count}`);
  return count;
});

activity("slow", async (ms) => {
  await sleep(ms);
  return ms;
});
activity("slowFail", async (ms) => {
  await sleep(ms);
  throw new Error("slow boom");
});
activity("hang", async (ms) => {
  await sleep(ms);
  return `hung ${ms}`;
});

const broken = new Set();
activity("brokenOnce", (key) => {
  if (broken.has(key)) return "fixed";
  broken.add(key);
  throw new Error("broken first");
});
