import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";

const toGroup = (name: string) => ({
  properties: { originGroup: { id: `${profileId}/originGroups/${name}` } },
});

async function buildGreen(cloud: Cloud): Promise<void> {
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
}

test("one PATCH of the users' route moves everybody to green, and no request is lost", async () => {
  const cloud = await useCloud();
  await buildGreen(cloud);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });

  expect(cloud.arm("PATCH", usersRouteId, toGroup("green")).status).toBe(202);
  await cloud.pass(30);

  const { traffic } = cloud.plane;
  expect(traffic.shares()).toEqual({ blue: 0, green: 1 });
  expect(traffic.ledger()).toMatchObject({ failed: 0, firstFailures: [] });
  expect(traffic.ledger().perColor.blue).toBeGreaterThan(100);
  expect(traffic.ledger().perColor.green).toBeGreaterThan(100);
});

test("disabling the users' route before enabling it on green loses requests, and each is the swap's fault", async () => {
  const cloud = await useCloud();
  await buildGreen(cloud);

  cloud.arm("PATCH", usersRouteId, { properties: { enabledState: "Disabled" } });
  const onGreen = { ...toGroup("green").properties, enabledState: "Enabled" };
  cloud.arm("PATCH", usersRouteId, { properties: onGreen });
  await cloud.pass(60);

  const { failed, failedBy, firstFailures } = cloud.plane.traffic.ledger();
  expect(failed).toBeGreaterThan(100);
  expect(failedBy).toEqual({ swap: failed, sickEnvironment: 0 });
  expect(firstFailures).toHaveLength(20);
  expect(firstFailures[0]).toMatchObject({ status: 404, cause: "no enabled route", color: null, by: "swap" });
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
});

test("stopping blue while edges still send users there loses requests", async () => {
  const cloud = await useCloud();
  await buildGreen(cloud);

  cloud.arm("PATCH", usersRouteId, toGroup("green"));
  await cloud.pass(2);
  await cloud.plane.traffic.round(20);
  cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  await cloud.pass(30);

  const { failedBy, firstFailures } = cloud.plane.traffic.ledger();
  expect(failedBy.swap).toBeGreaterThan(20);
  expect(firstFailures.at(-1)).toMatchObject({ status: 502, cause: "reset", color: "blue", by: "swap" });
});
