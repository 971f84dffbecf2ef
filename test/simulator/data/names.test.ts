import { expect, test } from "vitest";
import type { Cloud } from "./a-cloud.ts";
import { profileId, useCloud } from "./a-cloud.ts";

const group = profileId.replace(/\/providers\/.*$/, "");
const zone = `${group}/providers/Microsoft.Network/dnsZones/shop.example`;
const recordOf = (color: string) => `${zone}/A/${color}`;
const addressesOf = (color: string) =>
  `${group.replace("rg-shop", `MC_rg-shop_aks-shop-${color}_westeurope`)}/providers/Microsoft.Network/publicIPAddresses`;
const host = "www.shop.example";

interface RecordSet {
  readonly etag: string;
  readonly properties: {
    readonly TTL: number;
    readonly ARecords: readonly { readonly ipv4Address: string }[];
  };
}

interface PublicIps {
  readonly value: readonly {
    readonly tags: Readonly<Record<string, string>>;
    readonly properties: { readonly ipAddress: string };
  }[];
}

const record = (cloud: Cloud, color: string) => cloud.arm("GET", recordOf(color)).body as RecordSet;
const named = (cloud: Cloud, color: string) => record(cloud, color).properties.ARecords[0]?.ipv4Address;
const ingressIp = (cloud: Cloud, color: string) =>
  (cloud.arm("GET", addressesOf(color)).body as PublicIps).value.find(
    ({ tags }) => tags["k8s-azure-service"] === "ingress/ingress",
  )?.properties.ipAddress;
const point = (cloud: Cloud, color: string, ipv4Address = "") =>
  cloud.arm("PATCH", recordOf(color), { properties: { ARecords: [{ ipv4Address }] } });

const useDns = (edges = 8): Promise<Cloud> => useCloud({ seed: { addresses: "dns", edges } });

function build(cloud: Cloud, color: "blue" | "green"): void {
  cloud.setCluster(color, { state: "running", workloadsReady: false });
  cloud.setCluster(color, { workloadsReady: true });
}

function rebuild(cloud: Cloud, color: "blue" | "green"): void {
  cloud.setCluster(color, { state: "absent", workloadsReady: false });
  build(cloud, color);
}

test("at the start a name is its cluster's address, or one that leads nowhere before it was ever built", async () => {
  const cloud = await useDns(1);
  expect(record(cloud, "blue")).toMatchObject({
    id: recordOf("blue"),
    name: "blue",
    type: "Microsoft.Network/dnszones/A",
    properties: { TTL: 60, fqdn: "blue.shop.example.", provisioningState: "Succeeded" },
  });
  expect(named(cloud, "blue")).toBe(ingressIp(cloud, "blue"));
  expect(named(cloud, "green")).toBe("192.0.2.1");
  expect(await cloud.get(host, "/")).toMatchObject({ status: 200, headers: { "x-environment": "blue" } });
  expect(await cloud.get("blue.shop.example", "/")).toMatchObject({ status: 200 });
  await expect(cloud.get("green.shop.example", "/")).rejects.toThrow(/ECONNRESET|socket hang up/);
  expect(cloud.arm("GET", addressesOf("green"))).toMatchObject({
    status: 404,
    body: { error: { code: "ResourceGroupNotFound" } },
  });
});

test("a new cluster's address is among its public IPs once its workloads are there, with the Service's tag", async () => {
  const cloud = await useDns(1);
  cloud.setCluster("green", { state: "running", workloadsReady: false });
  expect(ingressIp(cloud, "green")).toBeUndefined();
  cloud.setCluster("green", { workloadsReady: true });
  const { value } = cloud.arm("GET", addressesOf("green")).body as PublicIps;
  expect(value.map(({ tags }) => tags)).toEqual([
    { "aks-managed-cluster-name": "aks-shop-green", "aks-managed-type": "aks-slb-managed-outbound-ip" },
    { "k8s-azure-cluster-name": "aks-shop-green", "k8s-azure-service": "ingress/ingress" },
  ]);
  const before = ingressIp(cloud, "green");
  cloud.setCluster("green", { state: "stopped", workloadsReady: false });
  build(cloud, "green");
  expect(ingressIp(cloud, "green")).toBe(before);
});

test("a rebuilt cluster has another address, and nobody reaches it until its record says so", async () => {
  const cloud = await useDns(2);
  const before = named(cloud, "blue");
  rebuild(cloud, "blue");
  expect(ingressIp(cloud, "blue")).not.toBe(before);
  await cloud.pass(5);
  expect((await cloud.get(host, "/")).status).toBe(502);
  await expect(cloud.get("blue.shop.example", "/")).rejects.toThrow(/ECONNRESET|socket hang up/);

  expect(point(cloud, "blue", ingressIp(cloud, "blue")).status).toBe(200);
  await cloud.pass(5);
  expect(await cloud.get(host, "/")).toMatchObject({ status: 200, headers: { "x-environment": "blue" } });
  expect(await cloud.get("blue.shop.example", "/")).toMatchObject({ status: 200 });
});

test("each edge learns of a record within its time to live, at a moment of its own, and then probes again", async () => {
  const cloud = await useDns();
  cloud.arm("PATCH", `${profileId}/originGroups/blue/origins/green`, {
    properties: { enabledState: "Enabled" },
  });
  build(cloud, "green");
  await cloud.pass(60);
  cloud.setCluster("blue", { workloadsReady: false });
  await cloud.pass(5);
  // Neither answers, so every edge spreads over both.
  expect(cloud.behavior().filter((edge) => edge.includes("+"))).toHaveLength(8);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0.5, green: 0.5 });

  point(cloud, "green", ingressIp(cloud, "green"));
  const onGreen: number[] = [];
  for (let second = 0; second <= 60 + 4 * 30; second += 10) {
    await cloud.pass(1 / 6);
    onGreen.push(cloud.behavior().filter((edge) => !edge.includes("+")).length);
  }
  expect(onGreen[0]).toBe(0);
  expect(new Set(onGreen).size).toBeGreaterThan(3);
  expect(onGreen.at(-1)).toBe(8);
  expect(cloud.plane.traffic.shares()).toEqual({ blue: 0, green: 1 });
});

test("a record of a long time to live is believed until it has run out, whatever stands in the zone by then", async () => {
  const cloud = await useCloud({ seed: { addresses: "dns", edges: 4, recordTtlSeconds: 3600 } });
  expect(record(cloud, "blue").properties.TTL).toBe(3600);
  rebuild(cloud, "blue");
  point(cloud, "blue", ingressIp(cloud, "blue"));
  const byMinute: number[] = [];
  for (let minute = 0; minute < 62; minute += 1) {
    await cloud.pass(1);
    const before = cloud.plane.traffic.ledger();
    await cloud.plane.traffic.round(1);
    byMinute.push(4 - (cloud.plane.traffic.ledger().failed - before.failed));
  }
  expect(byMinute[1]).toBeLessThan(4);
  expect(byMinute.findLastIndex((served) => served < 4)).toBeGreaterThan(20);
  expect(byMinute.at(-1)).toBe(4);
});

test("with static addresses a rebuilt cluster is reached as before, and there are no zones", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  rebuild(cloud, "blue");
  await cloud.pass(5);
  expect((await cloud.get(host, "/")).status).toBe(200);
  expect(ingressIp(cloud, "blue")).toBeUndefined();
  expect(() => cloud.arm("GET", recordOf("blue"))).toThrow(/Nobody answers/);
});

test("a record is written under the condition that it was read so", async () => {
  const cloud = await useDns(1);
  const asked = (ipv4Address: string) => ({
    id: recordOf("blue"),
    body: { properties: { TTL: 120, ARecords: [{ ipv4Address }] } },
  });
  const { etag } = record(cloud, "blue");
  expect(cloud.armWith({ "if-none-match": "*" }, "PUT", asked("20.0.0.1")).status).toBe(412);
  expect(cloud.armWith({ "if-match": etag }, "PUT", asked("20.0.0.2")).status).toBe(200);
  expect(cloud.armWith({ "if-match": etag }, "PUT", asked("20.0.0.3"))).toMatchObject({
    status: 412,
    body: { code: "PreconditionFailed" },
  });
  expect(record(cloud, "blue").properties).toMatchObject({
    TTL: 120,
    ARecords: [{ ipv4Address: "20.0.0.2" }],
  });
  const fresh = { ...asked("20.0.0.4"), id: recordOf("extra") };
  expect(cloud.armWith({ "if-none-match": "*" }, "PUT", fresh).status).toBe(201);
});

test("a PATCH keeps the time to live, and what was read can be put back as it is", async () => {
  const cloud = await useDns(1);
  const before = record(cloud, "blue");
  point(cloud, "blue", "20.0.0.9");
  expect(record(cloud, "blue").properties).toMatchObject({
    TTL: 60,
    ARecords: [{ ipv4Address: "20.0.0.9" }],
  });
  expect(cloud.arm("PUT", recordOf("blue"), before).status).toBe(200);
  expect(record(cloud, "blue").properties).toEqual(before.properties);
});

test("zones and lists can be read, what is not there is 404", async () => {
  const cloud = await useDns(1);
  expect(cloud.arm("GET", zone)).toMatchObject({
    status: 200,
    body: { name: "shop.example", type: "Microsoft.Network/dnszones", properties: { numberOfRecordSets: 4 } },
  });
  expect(cloud.arm("GET", `${zone}/A`).body).toMatchObject({ value: [{ name: "blue" }, { name: "green" }] });
  expect(cloud.arm("GET", recordOf("red")).status).toBe(404);
  expect(cloud.arm("PATCH", recordOf("red"), { properties: {} }).status).toBe(404);
  expect(cloud.arm("GET", zone.replace("shop.example", "other.example")).status).toBe(404);
});

test.for([
  ["no address", { TTL: 60, ARecords: [] }],
  ["what is no address", { TTL: 60, ARecords: [{ ipv4Address: "blue" }] }],
  ["a time to live of 0", { TTL: 0, ARecords: [{ ipv4Address: "20.0.0.1" }] }],
])("a record with %s is refused", async ([, properties], { expect }) => {
  const cloud = await useDns(1);
  const before = record(cloud, "blue");
  expect(cloud.arm("PUT", recordOf("blue"), { properties })).toMatchObject({ status: 400 });
  expect(record(cloud, "blue")).toEqual(before);
});

test("zone, record and Service are those that the world names", async () => {
  const named = `${group.replace("rg-shop", "rg-dns")}/providers/Microsoft.Network/dnsZones/example.org/A/b.shop`;
  const service = "web/gateway";
  const cloud = await useCloud({
    seed: {
      addresses: "dns",
      edges: 1,
      originHosts: { blue: "b.shop.example.org", green: "g.shop.example.org" },
      records: {
        blue: { recordSetId: named, service },
        green: { recordSetId: named.replace("/b.", "/g."), service },
      },
    },
  });
  expect(cloud.arm("GET", named).body).toMatchObject({ properties: { fqdn: "b.shop.example.org." } });
  expect(cloud.arm("GET", addressesOf("blue")).body).toMatchObject({
    value: [{}, { tags: { "k8s-azure-service": service } }],
  });
  expect((await cloud.get(host, "/")).status).toBe(200);
});
