import { expect, test } from "vitest";
import { historyObjections } from "../bench/history.ts";
import { oneInstance, ours as oursSoaking } from "../bench/history/soaks.ts";
import { makespanArms, makespanObjections } from "../bench/makespan.ts";
import { pollingArm, pollingObjections } from "../bench/polling.ts";
import { ours, sdkDefault } from "../bench/polling/pollers.ts";

const seed = "1";

test("our poller sees the end of a five-minute operation within 25 s by nine polls, and the SDK's needs a hundred", async () => {
  const arms = [
    await pollingArm("ours", ours, { seed, count: 300 }),
    await pollingArm("sdk", sdkDefault, { seed, count: 10 }),
  ];
  expect(arms[0]?.pollsPerOperation).toBeLessThan(10);
  expect(arms[1]?.lagP95Seconds).toBeLessThanOrEqual(2);
  expect(arms[1]?.pollsPerOperation).toBeGreaterThan(100);
});

test("a poller that looks as often as the SDK's is objected to, and so is one that looks too seldom", () => {
  const [eager, seldom] = [
    { name: "eager", operations: 1, pollsPerOperation: 160, lagP95Seconds: 2 },
    { name: "seldom", operations: 1, pollsPerOperation: 4, lagP95Seconds: 60 },
  ];
  expect(pollingObjections([eager, eager])).toEqual(["160 polls are above 9"]);
  expect(pollingObjections([seldom, eager])).toEqual(["60 s are above 25 s"]);
  expect(pollingObjections([{ ...eager, pollsPerOperation: 9 }, seldom])).toHaveLength(1);
});

test("one instance that looks around has a history that grows with the soak, and ours has not", async () => {
  expect((await oneInstance(1 / 2)).bytes).toBeGreaterThan(1.9 * (await oneInstance(1 / 4)).bytes);
  const [day, week] = [await oursSoaking(1), await oursSoaking(7)];
  expect(week.events).toBeLessThan(1.2 * day.events);
  expect(week.bytes).toBeLessThan(1.2 * day.bytes);
}, 120_000);

test("a history that is too large is objected to, and so is a baseline that is not larger", () => {
  const ours = { name: "ours", events: 301, bytes: 65_537 };
  expect(historyObjections([ours, { ...ours, bytes: 30 * ours.bytes }])).toEqual([
    "301 events are above 300",
    "65537 bytes are above 65536",
  ]);
  const small = { name: "small", events: 1, bytes: 1 };
  expect(historyObjections([small, small])).toEqual(["one instance has only 1.0 times the bytes"]);
});

test("pools side by side come close to the critical path, and one operation after the other does not", async () => {
  const [side, sequence] = await makespanArms(seed, 10);
  expect(side?.ratioToCriticalPath).toBeGreaterThan(1);
  expect(side?.ratioToCriticalPath).toBeLessThan(1.1);
  expect(sequence?.ratioToCriticalPath).toBeGreaterThan(1.5);
  const slow = { name: "slow", upgrades: 1, ratioToCriticalPath: 1.2, worstRatio: 1.2 };
  expect(makespanObjections([slow, slow])).toHaveLength(2);
});
