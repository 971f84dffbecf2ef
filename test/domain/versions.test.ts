import { describe, expect, test } from "vitest";
import {
  buildVersion,
  compareVersions,
  hopsBetween,
  resolveTarget,
  type Offered,
} from "../../src/domain/environment/versions.ts";

const offered: readonly Offered[] = [
  ...["1.34.8", "1.34.9", "1.35.4", "1.35.5", "1.36.3", "1.36.4"].map((version) => ({
    version,
    isPreview: false,
  })),
  { version: "1.37.0", isPreview: true },
];

describe("the target version", () => {
  test.for([
    ["latest", "1.36.4"],
    ["n-1", "1.35.5"],
    [{ pinned: "1.35" }, "1.35.5"],
    [{ pinned: "1.36.3" }, "1.36.3"],
  ] as const)("%j means %s, never a preview", ([request, version]) => {
    expect(resolveTarget(request, offered)).toEqual({ kind: "target", version });
  });

  test.for(["1.37", "1.37.0", "1.33", "1.36.9"])(
    "%s is refused, because the region does not offer it",
    (pinned) => {
      const answer = resolveTarget({ pinned }, offered);
      expect(answer.kind).toBe("notOffered");
      expect(answer).toMatchObject({
        wanted: pinned,
        offered: ["1.34.8", "1.34.9", "1.35.4", "1.35.5", "1.36.3", "1.36.4"],
      });
    },
  );
});

describe("the hops", () => {
  test("skip no minor and end at the target", () => {
    expect(hopsBetween("1.34.9", "1.36.4", offered)).toEqual(["1.35.5", "1.36.4"]);
  });

  test("are a single patch within one minor", () => {
    expect(hopsBetween("1.36.3", "1.36.4", offered)).toEqual(["1.36.4"]);
  });

  test("are none when the environment is there already, or beyond", () => {
    expect(hopsBetween("1.36.4", "1.36.4", offered)).toEqual([]);
    expect(hopsBetween("1.37.0", "1.36.4", offered)).toEqual([]);
  });
});

describe("an absent candidate is created", () => {
  test("on the active's version while that can still be created", () => {
    expect(buildVersion({ buildAt: "active", active: "1.34.9", target: "1.36.4" }, offered)).toBe("1.34.9");
  });

  test("on the oldest offered version above it when it cannot", () => {
    expect(buildVersion({ buildAt: "active", active: "1.33.2", target: "1.36.4" }, offered)).toBe("1.34.8");
  });

  test("straight on the target when the pair asks for that", () => {
    expect(buildVersion({ buildAt: "target", active: "1.34.9", target: "1.36.4" }, offered)).toBe("1.36.4");
  });
});

test("versions are compared by number, not by letter", () => {
  expect(["1.10.0", "1.9.9", "1.9.10"].toSorted(compareVersions)).toEqual(["1.9.9", "1.9.10", "1.10.0"]);
});
