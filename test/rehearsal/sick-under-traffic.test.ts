import { expect, test } from "vitest";
import type { Report } from "../../src/rehearsal/report.ts";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

let first: Report;

test("a green that turns sick under traffic is left by itself, and what it failed is counted apart", async () => {
  first = await rehearsed("sick-under-traffic", "--seed", "1");
  expect(first.why).toEqual([]);
  expect(refusedByModel(first, "kept")).toBeNull();
  expect(first).toMatchObject({ ok: true, outcome: "rolledBack", active: { after: "blue" } });
  expect(first.requests.failedBy.sickEnvironment).toBeGreaterThan(0);
  expect(first.requests.failedBy.swap).toBe(0);
  expect(first.requests.total).toBeGreaterThanOrEqual(1000);
}, 120_000);

test("the same seed gives the same rehearsal, another seed another one", async () => {
  expect((await rehearsed("sick-under-traffic", "--seed", "1")).traceHash).toBe(first.traceHash);
  expect((await rehearsed("sick-under-traffic", "--seed", "2")).traceHash).not.toBe(first.traceHash);
}, 240_000);
