import { expect, test } from "vitest";
import { supportOf } from "../../src/domain/environment/support-calendar.ts";

const offered = ["1.34.9", "1.35.5", "1.36.4", "1.99.0"].map((version) => ({ version, isPreview: false }));
const on = (day: string) => ({ nowMs: Date.parse(`${day}T09:00:00Z`), deadlineDays: 30 });

const official = (version: string) => ({ version, supportPlan: "KubernetesOfficial" }) as const;

test.for([
  ["2026-10-31", "supported"],
  ["2026-11-01", "ending"],
  ["2026-11-30", "ending"],
  ["2026-12-01", "ended"],
] as const)("on %s support of 1.34 is %s", ([day, kind]) => {
  expect(supportOf(official("1.34.9"), on(day), offered)).toMatchObject({ kind, until: "2026-11-30" });
});

test("a version that the region offers no longer has ended, whatever the calendar says", () => {
  expect(supportOf(official("1.33.5"), on("2026-06-01"), offered)).toEqual({
    kind: "ended",
    until: "2026-07-31",
  });
});

test("a version that the calendar does not know is unknown, never supported", () => {
  expect(supportOf(official("1.99.0"), on("2026-06-01"), offered)).toEqual({ kind: "unknown" });
});

test("a cluster with long-term support has a year more, and is not upgraded before", () => {
  const longTerm = { version: "1.34.9", supportPlan: "AKSLongTermSupport" } as const;
  expect(supportOf(longTerm, on("2026-11-28"), offered)).toEqual({ kind: "supported", until: "2027-11-30" });
  expect(supportOf(longTerm, on("2027-11-28"), offered)).toMatchObject({ kind: "ending" });
});
