import { expect, test } from "vitest";
import { earlyDueMs } from "../../src/local-host/durable/early-timers.ts";
import { useHost } from "./use-host.ts";

test.for([
  { waitMs: 1500, firesAfterMs: 1000 },
  { waitMs: 4000, firesAfterMs: 3000 },
  { waitMs: 300, firesAfterMs: 70 },
  { waitMs: 20, firesAfterMs: 20 },
  { waitMs: -5, firesAfterMs: -5 },
])("fires a timer of $waitMs ms after $firesAfterMs ms", ({ waitMs, firesAfterMs }) => {
  expect(earlyDueMs(1_000_000 + waitMs, 1_000_000)).toBe(1_000_000 + firesAfterMs);
});

test("shows an orchestrator a time before the one it has waited for, but never more than a second", async () => {
  const { durable, letTimePass } = await useHost({ earlyTimers: true });
  letTimePass();
  const seen = (await durable.run("waitsShortly", "one")) as readonly number[];
  expect(seen[0]).toBe(-1000);
  expect(seen.at(-1)).toBe(0);
  const exact = await useHost();
  exact.letTimePass();
  expect(await exact.durable.run("waitsShortly", "one")).toEqual([0]);
});
