import { describe, expect, test } from "vitest";
import { calendarFaults, supportCalendar } from "../../src/domain/environment/support-calendar.ts";
import { hopsBetween, minorsBetween, resolveTarget } from "../../src/domain/environment/versions.ts";
import { calendarFindings, poolSkewFindings } from "../../src/domain/upgrade/version-findings.ts";

const offer = (...versions: readonly string[]) => versions.map((version) => ({ version, isPreview: false }));

describe("the support calendar is doubted", () => {
  test("where the region offers a minor that it has no date for", () => {
    expect(calendarFaults(offer("1.36.4", "1.99.0", "1.99.1"), null)).toEqual([
      `The support calendar of ${supportCalendar.asOf} has no end of support for 1.99, which the region offers.`,
    ]);
  });

  test("not for a preview, nor for a minor that only long-term support has a date for", () => {
    expect(calendarFaults([{ version: "1.99.0", isPreview: true }, ...offer("1.32.9")], null)).toEqual([]);
  });

  test.for([
    ["2027-02-01T00:00:00Z", 0],
    ["2027-02-02T00:00:00Z", 1],
  ] as const)("by its age, on %s", ([at, faults]) => {
    expect(supportCalendar.asOf).toBe("2026-08-05");
    expect(calendarFaults(offer("1.36.4"), at)).toHaveLength(faults);
  });

  test("as a warning with what to do, which stops nothing", () => {
    expect(calendarFindings("aks-shop-blue", offer("1.99.0"), null)).toMatchObject([
      {
        code: "SUPPORT_CALENDAR",
        severity: "warning",
        fix: expect.stringContaining("docs/support-calendar.md"),
      },
    ]);
  });
});

describe("a pool that its owner keeps stopped", () => {
  const gpu = { name: "gpu", version: "1.33.2" };

  test("may be three minors behind its control plane", () => {
    expect(poolSkewFindings("aks-shop-green", [gpu], "1.36.4")).toEqual([]);
  });

  test("stops an upgrade that would leave it four behind, before anything is written", () => {
    const [finding] = poolSkewFindings("aks-shop-green", [gpu], "1.37.0");
    expect(finding).toMatchObject({ code: "POOL_SKEW", severity: "blocking", resource: "aks-shop-green" });
    expect(finding?.fix).toContain("az aks nodepool start --nodepool-name gpu");
  });

  test("is never behind an older version, nor one that cannot be read", () => {
    expect(minorsBetween("1.36.4", "1.33.2")).toBe(0);
    expect(minorsBetween("1.33", "not a version")).toBe(0);
  });
});

describe("the target", () => {
  test("may be a newer patch of the same minor: one hop", () => {
    const offered = offer("1.36.3", "1.36.4");
    expect(resolveTarget("latest", offered)).toEqual({ kind: "target", version: "1.36.4" });
    expect(hopsBetween("1.36.3", "1.36.4", offered)).toEqual(["1.36.4"]);
  });

  test("of n-1 is the newest patch of the minor before the newest one, previews left out", () => {
    const offered = [...offer("1.35.1", "1.35.5", "1.36.4"), { version: "1.37.0", isPreview: true }];
    expect(resolveTarget("n-1", offered)).toEqual({ kind: "target", version: "1.35.5" });
  });
});
