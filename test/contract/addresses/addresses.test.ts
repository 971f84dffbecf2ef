import { describe, expect, test } from "vitest";
import { dnsAddresses } from "../../../src/azure/addresses/addresses.ts";
import { namedByDns } from "../../../src/rehearsal/pair-variants.ts";
import { aPair } from "../../support/a-pair.ts";
import { answeredClients } from "../../support/answered-clients.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { addressesContract } from "./addresses-contract.ts";
import { simulatedAddresses } from "./simulated-addresses.ts";

addressesContract("Azure DNS, simulated, through Microsoft's own client", simulatedAddresses);

addressesContract("the fake in memory", async () => {
  const azure = fakeAzure(aPair());
  azure.addresses.blue = { named: "192.0.2.1", actual: "192.0.2.1" };
  azure.addresses.green = { named: "192.0.2.2", actual: "192.0.2.2" };
  const actual = (ip: string | null) =>
    void (azure.addresses.green = { ...azure.addresses.green, actual: ip });
  return {
    addresses: azure.ports.addresses,
    pair: aPair(),
    rebuild: async () => actual("192.0.2.3"),
    remove: async () => actual(null),
  };
});

describe("a record of Azure DNS", () => {
  test("keeps its time to live when its address is written: it is others' agreement, not ours", async () => {
    const { addresses, pair, rebuild, cloud, recordSetId } = await simulatedAddresses(3600);
    await rebuild();
    const { ttlSeconds, actual } = await addresses.read(pair, "green");
    expect(ttlSeconds).toBe(3600);
    await addresses.write(pair, "green", actual ?? "");
    expect(cloud.arm("GET", recordSetId).body).toMatchObject({
      properties: { TTL: 3600, ARecords: [{ ipv4Address: actual }] },
    });
  });

  test("that somebody else has written in between is not overwritten, and is read again", async () => {
    const { addresses, pair, race, cloud, recordSetId } = await simulatedAddresses();
    const before = await addresses.read(pair, "green");
    race();
    await expect(addresses.write(pair, "green", "203.0.113.9")).rejects.toMatchObject({
      trouble: { code: "RECORD_SET_MOVED", reaction: "later" },
    });
    expect(cloud.arm("GET", recordSetId).body).toMatchObject({
      properties: { TTL: 61, ARecords: [{ ipv4Address: before.named }] },
    });
  });

  test("with two addresses is right about neither: it is led to the ingress alone, and back to both", async () => {
    const { addresses, pair, cloud, recordSetId } = await simulatedAddresses();
    const { actual } = await addresses.read(pair, "green");
    const both = [{ ipv4Address: actual }, { ipv4Address: "203.0.113.9" }];
    cloud.arm("PATCH", recordSetId, { properties: { ARecords: both } });
    const { named } = await addresses.read(pair, "green");
    expect(named).toBe(`${actual ?? ""}, 203.0.113.9`);
    await addresses.write(pair, "green", actual ?? "");
    expect((await addresses.read(pair, "green")).named).toBe(actual);
    await addresses.write(pair, "green", named ?? "");
    expect(cloud.arm("GET", recordSetId).body).toMatchObject({ properties: { ARecords: both } });
  });
});

describe("a name without a record", () => {
  const pair = namedByDns(aPair());
  const absent = { status: 404, body: { code: "NotFound", message: "no" } };

  function azureWith(soa: { status: number; body: object }) {
    const written: unknown[] = [];
    const clients = answeredClients(({ url, method, headers, body }) => {
      if (method === "PUT") written.push({ body, condition: headers["if-none-match"] });
      if (method === "PUT") return { status: 201, body: {} };
      if (url.pathname.endsWith("/SOA/@")) return soa;
      if (url.pathname.includes("/dnsZones/"))
        return url.pathname.includes("/A/") ? absent : { status: 200, body: {} };
      return absent;
    });
    return { addresses: dnsAddresses(clients), written };
  }
  const soaOf = (TTL: number, minimumTTL: number) => ({
    status: 200,
    body: { properties: { TTL, SOARecord: { minimumTTL } } },
  });

  test.for([
    ["the zone says so", soaOf(3600, 900), 900],
    ["the zone's own record is younger", soaOf(60, 900), 60],
    ["nobody may read the zone's own record: what Azure DNS sets", { status: 403, body: {} }, 300],
  ] as const)("is believed to be absent for as long as %s", async ([, soa, seconds], { expect }) => {
    const { addresses } = azureWith(soa);
    expect(await addresses.read(pair, "green")).toEqual({ named: null, actual: null, ttlSeconds: seconds });
  });

  test("gets one, unless somebody else makes it first", async () => {
    const { addresses, written } = azureWith(soaOf(3600, 300));
    await addresses.write(pair, "green", "203.0.113.9");
    expect(written).toEqual([
      { body: { properties: { TTL: 60, ARecords: [{ ipv4Address: "203.0.113.9" }] } }, condition: "*" },
    ]);
  });
});

describe("the address of an ingress", () => {
  const pair = namedByDns(aPair());
  const ip = (ipAddress: string, service: string) => ({
    tags: { "k8s-azure-service": service },
    properties: { ipAddress },
  });

  function azureWith(pages: readonly (readonly object[])[]) {
    return dnsAddresses(
      answeredClients(({ url }) => {
        if (url.pathname.includes("/managedClusters/"))
          return { status: 200, body: { properties: { nodeResourceGroup: "MC" } } };
        if (!url.pathname.endsWith("/publicIPAddresses"))
          return { status: 200, body: { properties: { TTL: 60 } } };
        const page = Number(url.searchParams.get("page") ?? "0");
        const next =
          page + 1 < pages.length ? { nextLink: `${url.origin}${url.pathname}?page=${page + 1}` } : {};
        return { status: 200, body: { value: pages[page], ...next } };
      }),
    );
  }

  test.for([
    [
      "is the one that its Service's tag names",
      [[ip("203.0.113.1", "other/nginx"), ip("203.0.113.2", "ingress/nginx")]],
      "203.0.113.2",
    ],
    ["may share its address with other Services", [[ip("203.0.113.3", "a/b,ingress/nginx")]], "203.0.113.3"],
    [
      "is the one of IPv4 where it has both",
      [[ip("2001:db8::1", "ingress/nginx"), ip("203.0.113.4", "ingress/nginx")]],
      "203.0.113.4",
    ],
    [
      "may be on a later page",
      [[ip("203.0.113.1", "other/nginx")], [ip("203.0.113.5", "ingress/nginx")]],
      "203.0.113.5",
    ],
    ["is none while no Service of that name has one", [[ip("203.0.113.1", "ingress/nginx2")]], null],
  ] as const)("%s", async ([, pages, actual], { expect }) => {
    expect((await azureWith(pages).read(pair, "green")).actual).toBe(actual);
  });
});
