import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { keys, startMs, useHost } from "./use-host.ts";
import { triggerCalls, type TriggerCall } from "./desk.ts";

const app = join(import.meta.dirname, "../apps/triggers");

interface Tried {
  readonly retry: { readonly retryCount: number } | null;
}

const callsOf = (wanted: string): readonly (TriggerCall & Tried)[] =>
  (triggerCalls() as readonly (TriggerCall & Tried)[]).filter(({ name }) => name === wanted);

test("names at the start what it does not serve, and runs it by hand", async () => {
  const { log, call } = await useHost({ appFolder: app });
  const warnings = log.filter(({ functionName }) => functionName === "fromQueue");
  expect(warnings).toMatchObject([
    { level: "warning", message: expect.stringMatching(/trigger queueTrigger is not offered by this host/) },
    { level: "warning", message: expect.stringMatching(/input table stays empty/) },
    { level: "warning", message: expect.stringMatching(/output queue is dropped/) },
  ]);
  await call("POST", `/admin/functions/fromQueue?code=${keys.master}`, { body: { input: "hello" } });
  await vi.waitUntil(() => callsOf("fromQueue").length === 1);
  expect(callsOf("fromQueue")[0]).toMatchObject({ message: "hello" });
});

test("repeats a timer trigger after a fixed delay, as often as its policy says", async () => {
  const { letTimePass, clock, log } = await useHost({ appFolder: app, startMs });
  letTimePass();
  await vi.waitUntil(() => callsOf("slowingDown").length > 0);
  // time runs on, from day to day
  expect(callsOf("faltering").slice(0, 3)).toMatchObject([
    { retry: null },
    { retry: { retryCount: 1, maxRetryCount: 2, exception: { message: "no luck 1" } } },
    { retry: { retryCount: 2, maxRetryCount: 2, exception: { message: "no luck 2" } } },
  ]);
  expect(clock.now()).toBeGreaterThanOrEqual(Date.UTC(2026, 10, 5, 18));
  const failures = log.filter(({ functionName, level }) => functionName === "faltering" && level === "error");
  expect(failures.slice(0, 2)).toMatchObject([
    { message: expect.stringContaining("no luck 1") },
    { message: expect.stringContaining("no luck 2") },
  ]);
});

test("waits longer from try to try, but not longer than the policy says", async () => {
  const { letTimePass } = await useHost({ appFolder: app, startMs: Date.UTC(2026, 10, 5, 17, 59) });
  letTimePass();
  await vi.waitUntil(() => callsOf("slowingDown").length > 4);
  const counts = callsOf("slowingDown").map(({ retry }) => retry?.retryCount ?? 0);
  expect(counts.slice(0, 5)).toEqual([0, 1, 2, 3, 0]);
  const [first = 0, ...later] = callsOf("slowingDown").map(({ atMs }) => atMs);
  expect(later.slice(0, 3).map((ms) => ms - first)).toEqual([5_000, 15_000, 30_000]);
});

// a year of the other schedules of this app is many runs, which a busy machine takes its time for
test("waits for a schedule a year away without firing early", { timeout: 90_000 }, async () => {
  const { letTimePass, clock } = await useHost({ appFolder: app, startMs: Date.UTC(2026, 0, 1, 0, 0, 1) });
  letTimePass();
  await vi.waitUntil(() => callsOf("newYear").length > 0, { timeout: 80_000 });
  expect(clock.now()).toBeGreaterThanOrEqual(Date.UTC(2027, 0, 1));
});
