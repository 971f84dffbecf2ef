import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud } from "./a-cloud.ts";

const host = "www.shop.example";
const green = `${profileId}/originGroups/blue/origins/green`;

async function useSharedUsers(seed: NonNullable<Parameters<typeof useCloud>[0]>["seed"]): Promise<Cloud> {
  const cloud = await useCloud({ seed: { ...seed } });
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  await cloud.plane.traffic.round(20);
  cloud.arm("PATCH", green, { properties: { enabledState: "Enabled", priority: 1 } });
  await cloud.pass(30);
  return cloud;
}

const cookieOf = async (cloud: Cloud): Promise<string> => {
  const set = (await cloud.get(host, "/")).headers["set-cookie"];
  return Array.isArray(set) ? (String(set[0]).split(";", 1)[0] ?? "") : "";
};

test("without session affinity no edge sets a cookie", async () => {
  expect(await cookieOf(await useCloud({ seed: { edges: 1 } }))).toBe("");
});

test("with session affinity a cookie leads its user to the same origin again", async () => {
  const cloud = await useSharedUsers({ edges: 1, sessionAffinity: true });
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0.5, green: 0.5 });
  const cookie = await cookieOf(cloud);
  expect(cookie).toMatch(/^ASLBSA=[0-9a-f]{64}$/);
  const colors = new Set<unknown>();
  for (let nth = 0; nth < 12; nth += 1) {
    colors.add((await cloud.getWith({ cookie }, host, "/")).headers["x-environment"]);
  }
  expect(colors.size).toBe(1);
});

test("users keep their cookies: who came first to blue stays there while both share the priority", async () => {
  const cloud = await useSharedUsers({ sessionAffinity: true });
  const before = cloud.plane.traffic.ledger().perColor.green;
  await cloud.plane.traffic.round(40);
  expect(cloud.plane.traffic.ledger().perColor.green).toBe(before);
});

test("a better priority moves users in spite of their cookies, unless affinity outlives it", async () => {
  const moved = async (outlives: boolean) => {
    const cloud = await useSharedUsers({ sessionAffinity: true });
    if (outlives) cloud.plane.addFault({ kind: "affinityOutlivesPriority" });
    cloud.arm("PATCH", `${profileId}/originGroups/blue/origins/blue`, { properties: { priority: 2 } });
    await cloud.pass(45);
    const before = cloud.plane.traffic.ledger().perColor;
    await cloud.plane.traffic.round(20);
    const { perColor } = cloud.plane.traffic.ledger();
    return {
      blue: perColor.blue - before.blue,
      green: perColor.green - before.green,
      shares: cloud.plane.traffic.shares(),
    };
  };
  expect(await moved(false)).toEqual({ blue: 0, green: 160, shares: { blue: 0, green: 1 } });
  expect(await moved(true)).toEqual({ blue: 160, green: 0, shares: { blue: 1, green: 0 } });
});
