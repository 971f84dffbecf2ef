import { expect, test } from "vitest";
import { aksClusters } from "../../../src/azure/aks/clusters.ts";
import type { Clients } from "../../../src/azure/arm/clients.ts";
import { operationIdOf } from "../../../src/domain/upgrade/pair-record.ts";
import { useClients } from "../../simulator/control/arm-clients.ts";
import { aSeed } from "../../simulator/data/a-cloud.ts";

const { blue, green } = aSeed.clusters;
const version = "api-version=2026-04-01";
const channels = { upgradeChannel: "stable", nodeOSUpgradeChannel: "NodeImage" };
const nights = {
  maintenanceWindow: { durationHours: 4, startTime: "02:00", schedule: { daily: { intervalDays: 1 } } },
};

/** Blue is upgraded by AKS, at night; green was built as its copy. */
async function useCopy() {
  const { clusters: client, ask, pass } = await useClients(aSeed);
  const clusters = aksClusters({ aks: () => client } as unknown as Clients);
  const { body } = await ask("GET", `${blue}?${version}`);
  const { location, properties } = body as { location: string; properties: object };
  await ask("PUT", `${blue}?${version}`, {
    location,
    properties: { ...properties, autoUpgradeProfile: channels },
  });
  pass(30);
  const window = `${blue}/maintenanceConfigurations/aksManagedAutoUpgradeSchedule?${version}`;
  await ask("PUT", window, { properties: nights });
  const order = {
    from: blue,
    to: green,
    candidate: "green",
    overrides: {},
    nodeResourceGroup: null,
  } as const;
  const operationId = operationIdOf("shop", 1, "upgrade");
  const { findings } = await clusters.planCopy({ ...order, version: "1.34.9" });
  await clusters.beginCopy({ ...order, version: "1.34.9", operationId });
  pass(60);
  const profileOf = async (id: string): Promise<unknown> => {
    const answer = await ask("GET", `${id}?${version}`);
    return (answer.body as { properties: { autoUpgradeProfile?: unknown } }).properties.autoUpgradeProfile;
  };
  const windowsOf = async (id: string): Promise<unknown> =>
    (await ask("GET", `${id}/maintenanceConfigurations?${version}`)).body;
  return { clusters, pass, profileOf, windowsOf, findings };
}

test("a copy is built with auto-upgrade off, and the plan says so", async () => {
  const { profileOf, findings } = await useCopy();
  expect(await profileOf(green)).toEqual({ upgradeChannel: "none", nodeOSUpgradeChannel: "None" });
  expect(findings.map(({ code }) => code)).toContain("AUTO_UPGRADE_IS_OFF");
});

test("it gets the active's channels and maintenance windows by one write of the cluster, and none when it has them", async () => {
  const { clusters, pass, profileOf, windowsOf } = await useCopy();
  const begun = await clusters.beginRestoreAutoUpgrade({ from: blue, to: green });
  expect(begun.kind).toBe("begun");
  pass(30);
  expect(await profileOf(green)).toEqual(channels);
  expect(await windowsOf(green)).toMatchObject({
    value: [{ name: "aksManagedAutoUpgradeSchedule", properties: nights }],
  });
  expect(await clusters.beginRestoreAutoUpgrade({ from: blue, to: green })).toEqual({ kind: "done" });
});
