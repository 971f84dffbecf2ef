import { expect, test } from "vitest";
import type { Pair } from "../../src/domain/environment/pair.ts";
import { asRehearsed, settingsOf } from "../../src/rehearsal/as-rehearsed.ts";
import { worldOf } from "../../src/rehearsal/world.ts";
import { odd, shop } from "./odd-pairs.ts";

const hasty: Pair = {
  ...shop,
  soakMinutes: 10_080,
  leaveWithinSeconds: 5,
  versionPolicy: { pinned: "1.33" },
  checks: shop.checks.map((check) => ({ ...check, latencyMs: 20 })),
};

test("the sample is rehearsed as its file has it", () => {
  expect(asRehearsed(shop)).toEqual({ pair: shop, differences: [] });
});

test("what a rehearsal cannot show is set to what it can, and told", () => {
  const { pair, differences } = asRehearsed(hasty);
  expect(pair).toMatchObject({ soakMinutes: 120, leaveWithinSeconds: 10, versionPolicy: "latest" });
  expect(pair.checks[0]?.latencyMs).toBe(500);
  expect(differences).toHaveLength(4);
  expect(differences.join("\n")).toContain("soaks for 120 minutes instead of 10080");
});

test.for(["1.35", "1.36", "1.36.4"])("a pin on %s is gone to", (pinned) => {
  const pair: Pair = { ...shop, versionPolicy: { pinned } };
  expect(asRehearsed(pair)).toEqual({ pair, differences: [] });
});

test("a check's headers get a value from somewhere, and its path the status that it expects", () => {
  const headers = { "x-key": { setting: "SHOP_KEY" } };
  const checks = shop.checks.map((check) => ({ ...check, path: "/old", expectStatus: 301, headers }));
  expect(settingsOf({ ...shop, checks })).toEqual({ SHOP_KEY: "rehearsed" });
  expect(worldOf({ ...shop, checks }).answers).toEqual({ "/old": 301 });
});

test("a world has the names of its pair, also of a Front Door (classic)", () => {
  const { router } = odd.classic;
  if (router.kind !== "frontDoorClassic") throw new TypeError("not classic");
  const pair: Pair = { ...odd.classic, router: { ...router, routingRule: "catch-all" } };
  expect(worldOf(pair).routeIds[0]).toMatch(/\/routes\/catch-all$/);
});

test("edges are probed as often as the pair's leaveWithinSeconds asks for", () => {
  expect(worldOf(shop).probeIntervalSeconds).toBe(15);
  expect(worldOf({ ...shop, leaveWithinSeconds: 10 }).probeIntervalSeconds).toBe(5);
});
