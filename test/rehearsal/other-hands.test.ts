import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test("a blue that a hand has pointed the users to is not stopped", async () => {
  const report = await rehearsed("hand-before-stop");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "rolledBack", requests: { failed: 0 } });
}, 240_000);

test("users are taken back from a sick green also when nobody is left to tell the story", async () => {
  const report = await rehearsed("dead-owner");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "blue" } });
  expect(report.operations.map(({ kind, outcome }) => `${kind} ${String(outcome)}`)).toEqual([
    "upgrade superseded",
    "rollback completed",
  ]);
  expect(report.requests.failedBy.swap).toBe(0);
}, 240_000);

test("whatever an instance that has failed leaves, in any phase, a person can take over", async () => {
  const report = await rehearsed("owner-failed");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", requests: { failed: 0 } });
  expect(report.operations.filter(({ kind }) => kind === "rollback")).toHaveLength(10);
}, 300_000);

test.for(["rollback-from-stopped", "rollback-twice"])(
  "%s: blue gets its users, and the swap has failed nobody",
  { timeout: 240_000 },
  async (scenario) => {
    const report = await rehearsed(scenario);
    expect(report.why).toEqual([]);
    expect(report).toMatchObject({ ok: true, outcome: "completed", active: { after: "blue" } });
    expect(report.requests.failedBy.swap).toBe(0);
  },
);

test("an upgrade whose previous cluster cannot be stopped is done all the same", async () => {
  const report = await rehearsed("unstoppable-previous");
  expect(report.why).toEqual([]);
  expect(report).toMatchObject({ ok: true, outcome: "completed", requests: { failed: 0 } });
}, 240_000);
