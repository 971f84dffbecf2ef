import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { frontDoorId, profileId, useCloud } from "./a-cloud.ts";
import { useMetricsClient } from "./sdk-clients.ts";

interface Classic {
  location: string;
  tags: Record<string, string>;
  properties: {
    provisioningState: string;
    backendPools: { name: string; properties: { backends: Backend[] } }[];
    routingRules: {
      name: string;
      properties: {
        frontendEndpoints: { id: string }[];
        enabledState: string;
        routeConfiguration: { backendPool: { id: string } };
      };
    }[];
    frontendEndpoints: { name: string; properties: { hostName: string } }[];
  };
}

interface Backend {
  address: string;
  priority: number;
  weight: number;
  enabledState: string;
}

const host = "www.shop.example";
const pool = (name: string) => ({ id: `${frontDoorId}/backendPools/${name}` });

async function useClassic(seed: NonNullable<Parameters<typeof useCloud>[0]>["seed"] = {}): Promise<Cloud> {
  const cloud = await useCloud({ seed: { layout: "classic", ...seed } });
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  return cloud;
}

const read = (cloud: Cloud): Classic => structuredClone(cloud.arm("GET", frontDoorId).body as Classic);

/** GET, change, whole PUT. */
function write(cloud: Cloud, change: (whole: Classic) => void): number {
  const whole = read(cloud);
  change(whole);
  return cloud.arm("PUT", frontDoorId, whole).status;
}

const toGreen = (whole: Classic) => {
  const [rule] = whole.properties.routingRules;
  if (rule !== undefined) rule.properties.routeConfiguration.backendPool = pool("green");
};

test("at rest each color's pool has both backends, the other's disabled, and the users' rule leads to blue's", async () => {
  const cloud = await useClassic({ edges: 2 });
  const { properties } = read(cloud);
  const backends = properties.backendPools.map(({ name, properties: { backends: all } }) => [
    name,
    ...all.map(({ address, priority, enabledState }) => `${address} ${priority} ${enabledState}`),
  ]);
  expect(backends).toEqual([
    ["blue", "blue.shop.example 1 Enabled", "green.shop.example 2 Disabled"],
    ["green", "green.shop.example 1 Enabled", "blue.shop.example 2 Disabled"],
  ]);
  expect(properties).toMatchObject({
    provisioningState: "Succeeded",
    cname: "fd-shop.azurefd.net",
    frontdoorId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    healthProbeSettings: [
      { properties: { path: "/.well-known/environment", healthProbeMethod: "HEAD", intervalInSeconds: 30 } },
    ],
    loadBalancingSettings: [{ properties: { sampleSize: 4, successfulSamplesRequired: 3 } }],
    routingRules: [{ properties: { routeConfiguration: { backendPool: pool("blue") } } }],
    frontendEndpoints: [
      { properties: { hostName: "fd-shop.azurefd.net" } },
      { properties: { hostName: host } },
    ],
  });
  expect(cloud.plane.hosts().map((one) => one.host)).toEqual([
    "blue.shop.example",
    "green.shop.example",
    "fd-shop.azurefd.net",
    host,
  ]);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
});

test("one whole PUT of what was read, with another pool in the rule, moves everybody and loses no request", async () => {
  const cloud = await useClassic();
  expect(write(cloud, toGreen)).toBe(202);
  expect(read(cloud).properties.provisioningState).toBe("Updating");
  expect(cloud.operationStatus(1)).toBe("InProgress");
  expect(cloud.plane.traffic.isWatched()).toBe(true);
  await cloud.pass(30);
  expect(read(cloud).properties.provisioningState).toBe("Succeeded");
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
  const { failed, perColor } = cloud.plane.traffic.ledger();
  expect(failed).toBe(0);
  expect(perColor.blue).toBeGreaterThan(100);
  expect(await cloud.get(host, "/")).toMatchObject({ headers: { "x-environment": "green" } });
});

test("a healthy standby backend takes over as in any Front Door", async () => {
  const cloud = await useClassic({ edges: 2 });
  write(cloud, (whole) => {
    const standby = whole.properties.backendPools[0]?.properties.backends[1];
    if (standby !== undefined) standby.enabledState = "Enabled";
  });
  await cloud.pass(30);
  cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  await cloud.pass(5);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
});

test("there is no ETag: a whole PUT of older reading takes a newer write back", async () => {
  const cloud = await useClassic();
  const older = read(cloud);
  write(cloud, toGreen);
  await cloud.pass(2);
  older.tags = { team: "shop" };
  expect(cloud.arm("PUT", frontDoorId, older).status).toBe(202);
  expect(read(cloud)).toMatchObject({
    tags: { team: "shop" },
    properties: { routingRules: [{ properties: { routeConfiguration: { backendPool: pool("blue") } } }] },
  });
  await cloud.pass(60);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
});

test("what a PUT leaves out is gone", async () => {
  const cloud = await useClassic({ edges: 1 });
  write(cloud, (whole) => {
    whole.tags = {};
    whole.properties.backendPools.pop();
  });
  expect(read(cloud).properties.backendPools.map(({ name }) => name)).toEqual(["blue"]);
});

test("an operation that fails takes its whole back, unless a later one was written", async () => {
  const cloud = await useClassic({ edges: 1 });
  cloud.failOperations();
  write(cloud, toGreen);
  await cloud.pass(2);
  expect(read(cloud).properties).toMatchObject({
    provisioningState: "Failed",
    routingRules: [{ properties: { routeConfiguration: { backendPool: pool("blue") } } }],
  });
});

test("somebody else's write of one pool or rule is theirs in the activity log, and reaches the edges", async () => {
  const cloud = await useClassic({ edges: 2 });
  const [rule] = read(cloud).properties.routingRules;
  cloud.plane.addFault({
    kind: "foreignWrite",
    path: `routingRules/${rule?.name ?? ""}`,
    properties: { routeConfiguration: { backendPool: pool("green") } },
    by: "eve@shop.example",
  });
  expect(cloud.activities).toEqual([
    { caller: "eve@shop.example", method: "PUT", resourceId: frontDoorId, status: "Accepted" },
  ]);
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
  expect(() =>
    cloud.plane.addFault({ kind: "foreignWrite", path: "backendPools/red", properties: {}, by: "eve" }),
  ).toThrow(/Nobody can write backendPools\/red/);
});

test("its affinity keeps users where they were while two backends share the priority", async () => {
  const cloud = await useClassic({ sessionAffinity: true });
  await cloud.plane.traffic.round(20);
  write(cloud, (whole) => {
    const [, other] = whole.properties.backendPools[0]?.properties.backends ?? [];
    if (other !== undefined) Object.assign(other, { enabledState: "Enabled", priority: 1 });
  });
  await cloud.pass(30);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0.5, green: 0.5 });
  const before = cloud.plane.traffic.ledger().perColor.green;
  await cloud.plane.traffic.round(20);
  expect(cloud.plane.traffic.ledger().perColor.green).toBe(before);
});

test("out of order, an edge that gets the older whole last has all of it", async () => {
  const cloud = await useClassic();
  cloud.plane.addFault({ kind: "rolloutsOutOfOrder" });
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 40 });
  write(cloud, toGreen);
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 5 });
  write(cloud, (whole) => {
    const [rule] = whole.properties.routingRules;
    if (rule !== undefined) rule.properties.routeConfiguration.backendPool = pool("blue");
  });
  await cloud.pass(60);
  expect(cloud.behavior().filter((edge) => edge.includes("green.shop.example")).length).toBeGreaterThan(0);
});

test.for([
  ["a weight of 0", { weight: 0 }, /weight/],
  ["a priority of 6", { priority: 6 }, /priority/],
  ["a pool without an enabled backend", { enabledState: "Disabled" }, /at least one enabled endpoint/],
] as const)("%s is refused, and nothing changes", async ([, changes, message], { expect }) => {
  const cloud = await useClassic({ edges: 1 });
  const whole = read(cloud);
  const backend = whole.properties.backendPools[0]?.properties.backends[0];
  if (backend !== undefined) Object.assign(backend, changes);
  const refused = cloud.arm("PUT", frontDoorId, whole);
  expect(refused).toMatchObject({
    status: 400,
    body: { error: { message: expect.stringMatching(message) } },
  });
  expect(read(cloud).properties.provisioningState).toBe("Succeeded");
});

test("a rule to a pool that does not exist is refused", async () => {
  const cloud = await useClassic({ edges: 1 });
  const status = write(cloud, (whole) => {
    const [rule] = whole.properties.routingRules;
    if (rule !== undefined) rule.properties.routeConfiguration.backendPool = pool("red");
  });
  expect(status).toBe(400);
});

test("classic has no PATCH, no profile beside it, and does not exist beside a profile", async () => {
  const classic = await useClassic({ edges: 1 });
  expect(() => classic.arm("PATCH", frontDoorId, {})).toThrow(/Nobody answers/);
  expect(() => classic.arm("GET", profileId)).toThrow(/Nobody answers/);
  const cloud = await useCloud({ seed: { edges: 1 } });
  expect(() => cloud.arm("GET", frontDoorId)).toThrow(/Nobody answers/);
});

test("its metrics have classic's names and dimensions", async () => {
  const cloud = await useClassic({ edges: 2 });
  const client = await useMetricsClient(cloud);
  const ask = async (metric: string, filter: string): Promise<readonly (string | undefined)[]> => {
    const [result] = await client.queryResources([frontDoorId], [metric], "Microsoft.Network/frontdoors", {
      startTime: new Date("2026-11-05T09:00:00Z"),
      endTime: new Date("2026-11-05T09:05:00Z"),
      interval: "PT1M",
      filter,
    });
    return (result?.metrics[0]?.timeseries ?? []).map(({ metadatavalues }) =>
      metadatavalues?.map(({ value }) => value).join(" "),
    );
  };
  expect(await ask("BackendRequestCount", "Backend eq '*' and HttpStatusGroup eq '*'")).toEqual([
    "blue.shop.example:443 2XX",
  ]);
  expect(await ask("BackendRequestLatency", "Backend eq '*'")).toEqual(["blue.shop.example:443"]);
  expect(await ask("BackendHealthPercentage", "Backend eq '*' and BackendPool eq '*'")).toEqual([
    "blue.shop.example:443 blue",
  ]);
  await expect(ask("BackendRequestCount", "Endpoint eq '*'")).rejects.toMatchObject({ statusCode: 400 });
});
