/** Nothing that a program ought to throw, return or hand over, and everything that one has. */
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const circular = () => {
  const own = { name: "circular" };
  own.self = own;
  return own;
};
const bad = (what) => () => {
  throw new Error(`no ${what}`);
};
const errorWith = (changes) => Object.assign(new Error("odd"), changes);

exports.values = [
  () => undefined,
  () => null,
  () => true,
  () => 0,
  () => -0,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => Number.MAX_SAFE_INTEGER + 2,
  () => 10n ** 30n,
  () => Symbol("odd"),
  () => "",
  () => "soon",
  () => "\ud800",
  () => "\0\r\n\u2028",
  () => "x".repeat(300_000),
  () => '{"a":',
  () => "?code=abc&key=def",
  () => [],
  () => [undefined, null, [[]]],
  () => ({}),
  () => Object.create(null),
  () => JSON.parse('{"__proto__":{"a":1},"constructor":1}'),
  circular,
  revoked,
  () => ({ toJSON: bad("JSON") }),
  () => ({ toString: bad("text"), valueOf: bad("value") }),
  () => ({
    get message() {
      throw new Error("no message");
    },
  }),
  () => ({ message: { deep: 1 }, stack: 5 }),
  // oxlint-disable-next-line unicorn/no-thenable -- that is what is odd about it
  () => ({ then: bad("then") }),
  () => ({ isDone: "maybe", actions: 5, output: {} }),
  () => ({ status: "many", headers: { "a b": "\n" }, body: circular() }),
  () => ({ status: 99_999, body: 1n }),
  () => ({ status: -1, cookies: [{ name: "", value: null, expires: "soon" }] }),
  () => ({ jsonBody: { toJSON: bad("JSON") } }),
  () => new Date("soon"),
  () => new Date(8.64e15),
  () => new Date(-8.64e15),
  () => new Map([[{}, 1]]),
  () => new Set([1]),
  () => new WeakMap(),
  () => Buffer.from([0, 255]),
  () => new Float64Array(3),
  () => new SharedArrayBuffer(8),
  () => () => 1,
  () => class Odd {},
  () =>
    (function* odd() {
      yield 1;
    })(),
  () => new Proxy({}, { get: bad("property"), ownKeys: bad("keys"), getPrototypeOf: bad("prototype") }),
  () => errorWith({}),
  () => errorWith({ message: undefined, stack: undefined }),
  () => errorWith({ cause: circular() }),
  () => errorWith({ stack: { toString: bad("text") } }),
  () => Object.defineProperty(new Error("odd"), "message", { get: bad("message") }),
  () => new AggregateError([new Error("one"), undefined], ""),
  () => errorWith({ message: "$OutOfProcData$:{" }),
  () => errorWith({ message: '\n\n$OutOfProcData$:{"isDone":1,"actions":[[null,{"actionType":99}]]}' }),
  () => errorWith({ message: "x".repeat(200_000) }),
  () => new Error("frozen", { cause: Object.freeze({}) }),
  () => "a/b?c#d%",
  () => "@entity@key",
  () => ({ deep: Array.from({ length: 500 }).reduce((inner) => [inner], 1) }),
];

exports.valueOf = (place) => exports.values[place % exports.values.length]();
