import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { realClock } from "../../src/local-host/real-clock.ts";
import { virtualClock } from "../../src/local-host/virtual-clock.ts";

const dayMs = 86_400_000;

test("fires what is due at one time in the order of its rank, and earlier things first", async () => {
  const plan = fc.array(fc.record({ dueMs: fc.nat({ max: 20 }), rank: fc.nat({ max: 20 }) }), {
    maxLength: 40,
  });
  const property = fc.asyncProperty(plan, async (entries) => {
    const clock = virtualClock(0);
    const fired: { dueMs: number; rank: number }[] = [];
    for (const entry of entries) clock.at(entry.dueMs, entry.rank, () => fired.push(entry));
    await vi.waitUntil(() => fired.length === entries.length, { interval: 0 });
    const sorted = entries.toSorted((one, other) => one.dueMs - other.dueMs || one.rank - other.rank);
    expect(fired.map(({ dueMs, rank }) => [dueMs, rank])).toEqual(
      sorted.map(({ dueMs, rank }) => [dueMs, rank]),
    );
  });
  await fc.assert(property, { numRuns: 50 });
});

test("stands still as long as anything is busy, and says with what", async () => {
  const clock = virtualClock(0);
  const release = [clock.busy("one thing"), clock.busy("another")];
  const fired = Promise.withResolvers<void>();
  clock.at(5, 1, fired.resolve);
  await new Promise((resolve) => {
    setImmediate(() => setImmediate(resolve));
  });
  expect(clock.busyWith()).toEqual(["one thing", "another"]);
  expect(clock.now()).toBe(0);
  for (const each of release) each();
  await fired.promise;
  expect(clock.now()).toBe(5);
});

test("does not fire what was cancelled", async () => {
  const clock = virtualClock(0);
  const fired: string[] = [];
  const last = Promise.withResolvers<void>();
  const cancel = clock.at(1, 1, () => fired.push("cancelled"));
  clock.at(2, 1, () => fired.push("kept"));
  clock.at(3, 1, last.resolve);
  cancel();
  await last.promise;
  expect(fired).toEqual(["kept"]);
});

test("waits out a year on the wall clock, although Node's timers end after 24.8 days", () => {
  vi.useFakeTimers({ now: 0 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const clock = realClock();
  const firedAt: number[] = [];
  clock.at(365 * dayMs, 1, () => firedAt.push(clock.now()));
  vi.advanceTimersByTime(364 * dayMs);
  expect(firedAt).toEqual([]);
  vi.advanceTimersByTime(dayMs);
  expect(firedAt).toEqual([365 * dayMs]);
});
