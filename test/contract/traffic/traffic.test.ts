import { expect, test } from "vitest";
import { endpointHosts } from "../../../src/azure/front-door/endpoint-hosts.ts";
import { frontDoorTraffic } from "../../../src/azure/metrics/traffic.ts";
import type { Pair } from "../../../src/domain/environment/pair.ts";
import { behindClassic } from "../../../src/rehearsal/pair-variants.ts";
import { worldOf } from "../../../src/rehearsal/world.ts";
import { frontDoorId, useCloud, usersRouteId, profileId, type Cloud } from "../../simulator/data/a-cloud.ts";
import { useMetricsClient } from "../../simulator/data/sdk-clients.ts";
import { aPair } from "../../support/a-pair.ts";
import { handMovedFake } from "../../support/hand-moved-fake.ts";
import { simulatedClients } from "../router/simulated-routers.ts";
import { settledMinutes, trafficContract, type TrafficSubject } from "./traffic-contract.ts";

/** Our adapter, through Microsoft's own client, on the simulated metrics. */
async function useSimulatedTraffic(pair: Pair): Promise<TrafficSubject & { readonly cloud: Cloud }> {
  const cloud = await useCloud({ seed: { ...worldOf(pair, { idle: "kept" }), edges: 2 } });
  for (const color of ["blue", "green"] as const)
    cloud.setCluster(color, { state: "running", workloadsReady: true });
  await cloud.pass(15);
  const metrics = await useMetricsClient(cloud);
  const clients = { ...simulatedClients(cloud), metrics: () => metrics };
  return {
    cloud,
    traffic: frontDoorTraffic(clients, endpointHosts(clients)),
    pair,
    now: () => new Date(cloud.agenda.now()).toISOString(),
    move: async (to) => {
      if (pair.router.kind === "frontDoor") moveRoute(cloud, to);
      else moveRule(cloud, to);
      await cloud.pass(60);
    },
  };
}

function moveRoute(cloud: Cloud, to: string): void {
  const properties =
    to === "nobody"
      ? { enabledState: "Disabled" }
      : { originGroup: { id: `${profileId}/originGroups/${to}` } };
  cloud.arm("PATCH", usersRouteId, { properties });
}

interface Rule {
  properties: { enabledState: string; routeConfiguration: { backendPool: { id: string } } };
}

function moveRule(cloud: Cloud, to: string): void {
  const { body } = cloud.arm("GET", frontDoorId);
  const whole = structuredClone(body) as { properties: Record<string, unknown> & { routingRules: Rule[] } };
  for (const { properties } of whole.properties.routingRules) {
    if (to === "nobody") properties.enabledState = "Disabled";
    else properties.routeConfiguration.backendPool = { id: `${frontDoorId}/backendPools/${to}` };
  }
  for (const name of ["provisioningState", "cname", "frontdoorId", "rulesEngines", "extendedProperties"])
    delete whole.properties[name];
  cloud.arm("PUT", frontDoorId, whole);
}

trafficContract("the simulated metrics of Front Door", async () => useSimulatedTraffic(aPair()));

trafficContract("the simulated metrics of Front Door (classic)", async () =>
  useSimulatedTraffic(behindClassic(aPair())),
);

trafficContract("the fake in memory", async () => {
  const azure = handMovedFake(aPair());
  return {
    traffic: azure.ports.traffic,
    pair: aPair(),
    now: azure.now,
    move: async (to) => {
      azure.followsRoute = false;
      azure.usersOn = to;
      azure.onChange();
      azure.pass(60);
    },
  };
});

test("a minute that has not settled is not told, whatever of it there is", async () => {
  const { cloud, traffic, pair } = await useSimulatedTraffic(aPair());
  const now = Math.floor(cloud.agenda.now() / 60_000) * 60_000;
  const span = { from: new Date(now - 240_000).toISOString(), to: new Date(now).toISOString() };
  const told = (await traffic.perMinute(pair, span)).map((minute) => minute.requests !== null);
  expect(told).toEqual([true, false, false, false]);
});

test("checks through the previews are no users", async () => {
  const subject = await useSimulatedTraffic(aPair());
  const { cloud, traffic, pair } = subject;
  const preview = cloud.plane.hosts().find(({ host }) => host.startsWith("preview-green-"))?.host ?? "";
  for (let nth = 0; nth < 3; nth += 1) await cloud.get(preview, "/");
  await cloud.pass(5);
  const minutes = await traffic.perMinute(pair, settledMinutes(subject.now(), 5));
  expect(minutes.map((minute) => minute.requests?.green)).toEqual([0, 0, 0, 0, 0]);
});

test("requests that were told with the status 0 are counted as failed, beside those that were answered", async () => {
  const subject = await useSimulatedTraffic(aPair());
  const { cloud, traffic, pair } = subject;
  cloud.plane.addFault({ kind: "requestsTimeOut", color: "blue", percent: 25 });
  await cloud.plane.traffic.catchUp();
  await cloud.pass(15);
  const { blue } = await traffic.perOrigin(pair, settledMinutes(subject.now(), 5));
  expect(Number(blue?.serverErrors) / Number(blue?.requests)).toBeCloseTo(0.25, 2);
});
