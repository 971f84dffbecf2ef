import { describe, expect, test } from "vitest";
import { blocking, warning } from "../../src/domain/upgrade/findings.ts";
import { withWaivers, type Waiver } from "../../src/domain/upgrade/waivers.ts";

const text = { message: "Too few.", fix: "Raise it." };
const waiver = (wanted: Partial<Waiver> = {}): Waiver => ({
  code: "QUOTA_SHORT",
  reason: "it is raised tonight",
  expires: "2026-12-31",
  ...wanted,
});
const short = [blocking("QUOTA_SHORT", "/subscriptions/s/usages/cores", text)];
const told = (
  findings: typeof short,
  waivers: readonly Waiver[],
  at: string | null = "2026-12-01T00:00:00Z",
) => withWaivers(findings, waivers, at).map(({ code, severity }) => `${severity} ${code}`);

describe("a waiver", () => {
  test("makes its finding a warning, and no other", () => {
    const others = [blocking("GROUP_LAYOUT", "blue", text), warning("PREVIEW_PUBLIC", "p", text)];
    expect(told([...short, ...others], [waiver()])).toEqual([
      "warning QUOTA_SHORT",
      "blocking GROUP_LAYOUT",
      "warning PREVIEW_PUBLIC",
    ]);
  });

  test("of one resource is for that one only, however it is spelt", () => {
    expect(told(short, [waiver({ resource: "/SUBSCRIPTIONS/s/usages/cores" })])).toEqual([
      "warning QUOTA_SHORT",
    ]);
    expect(told(short, [waiver({ resource: "/subscriptions/s/usages/other" })])).toEqual([
      "blocking QUOTA_SHORT",
    ]);
  });

  test("that has expired is told while its finding is there, and not after", () => {
    const late = "2027-01-01T00:00:00Z";
    expect(told(short, [waiver()], late)).toEqual(["blocking QUOTA_SHORT", "warning WAIVER_EXPIRED"]);
    expect(told([], [waiver()], late)).toEqual([]);
    expect(told(short, [waiver(), waiver({ expires: "2027-01-31" })], late)).toEqual(["warning QUOTA_SHORT"]);
  });
});
