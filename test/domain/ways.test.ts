import { describe, expect, test } from "vitest";
import type { Check } from "../../src/domain/environment/pair.ts";
import { isLocked, previewProves, waysTo, type Purpose } from "../../src/domain/probing/ways.ts";
import { aPair } from "../support/a-pair.ts";
import { aGroup, aRouter } from "../support/a-router.ts";

const [home] = aPair().checks;
if (home === undefined) throw new Error("the sample pair has a check");
const open: Check = home;
const locked: Check = { ...home, via: ["preview"] };
const ways = (check: Check, purpose: Purpose, proves = true) =>
  waysTo(aPair(), check, { purpose, previewProves: proves });

test.for<[Purpose, readonly string[], readonly string[], readonly string[]]>([
  ["proof", ["origin", "preview"], ["preview"], ["anyone"]],
  ["origin", ["origin"], ["preview"], ["anyone"]],
  ["public", ["public"], ["public"], ["public"]],
  ["watch", ["origin", "preview", "anyone"], ["preview", "anyone"], ["anyone"]],
  ["sharedWatch", ["origin", "anyone"], ["preview", "anyone"], ["anyone"]],
])(
  "a look for %s asks an open origin, a locked one through its preview, and through the public name where that proves nothing",
  ([purpose, whenOpen, whenLocked, whenShared]) => {
    expect(ways(open, purpose)).toEqual(whenOpen);
    expect(ways(locked, purpose)).toEqual(whenLocked);
    expect(ways(locked, purpose, false)).toEqual(whenShared);
  },
);

test("an open origin proves itself while its preview does not", () => {
  expect(ways(open, "origin", false)).toEqual(["origin"]);
  expect(ways(open, "proof", false)).toEqual(["origin", "anyone"]);
});

test("origins are locked where no check asks them", () => {
  expect(isLocked(aPair())).toBe(false);
  expect(isLocked(aPair({ checks: [locked, locked] }))).toBe(true);
  expect(isLocked(aPair({ checks: [locked, open] }))).toBe(false);
});

describe("a preview proves its environment", () => {
  const green = (priority: number, enabled = true) =>
    aRouter("blue", {
      groups: {
        blue: aGroup("blue"),
        green: aGroup("green", {
          entries: [
            { color: "green", priority: 1, weight: 100, enabled: true },
            { color: "blue", priority, weight: 100, enabled },
          ],
        }),
      },
    });

  test("while the other stands behind it or is disabled", () => {
    expect(previewProves(green(2), "green")).toBe(true);
    expect(previewProves(green(1, false), "green")).toBe(true);
  });

  test("not while users are shared by weight there; the other's own preview still does", () => {
    expect(previewProves(green(1), "green")).toBe(false);
    expect(previewProves(green(1), "blue")).toBe(true);
  });

  test("not while it is disabled itself", () => {
    const entries = aGroup("green").entries.map((entry) => ({ ...entry, enabled: entry.color === "blue" }));
    const groups = { blue: aGroup("blue"), green: aGroup("green", { entries }) };
    expect(previewProves(aRouter("blue", { groups }), "green")).toBe(false);
  });
});
