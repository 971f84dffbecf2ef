import { expect, test } from "vitest";
import { useCloud } from "./a-cloud.ts";
import { useCdnClient } from "./sdk-clients.ts";

const direct = "blue.shop.example";

test("an origin that is locked by Front Door's header refuses whoever comes without it, at every path", async () => {
  const cloud = await useCloud({ seed: { originLock: "header", edges: 2 } });
  expect((await cloud.get(direct, "/")).status).toBe(403);
  expect((await cloud.get(direct, "/.well-known/environment")).status).toBe(403);
  expect((await cloud.getWith({ "x-azure-fdid": "somebody-else" }, direct, "/")).status).toBe(403);
  const cdn = await useCdnClient(cloud);
  const { frontDoorId = "" } = await cdn.profiles.get("rg-shop", "fd-shop");
  expect((await cloud.getWith({ "x-azure-fdid": frontDoorId }, direct, "/")).status).toBe(200);
});

test("an origin that is locked by its network resets whoever is no edge, whatever they send", async () => {
  const cloud = await useCloud({ seed: { originLock: "network", edges: 2 } });
  const cdn = await useCdnClient(cloud);
  const { frontDoorId = "" } = await cdn.profiles.get("rg-shop", "fd-shop");
  await expect(cloud.getWith({ "x-azure-fdid": frontDoorId }, direct, "/")).rejects.toThrow(/ECONNRESET/);
});

test.for(["header", "network"] as const)(
  "edges, their probes and users meet an origin that is locked by its %s as ever",
  async (originLock) => {
    const cloud = await useCloud({ seed: { originLock, edges: 2 } });
    await cloud.pass(10);
    expect(cloud.behavior().every((edge) => edge.endsWith("=blue.shop.example*1"))).toBe(true);
    expect((await cloud.get("www.shop.example", "/")).headers["x-environment"]).toBe("blue");
    const preview = cloud.plane.hosts().find(({ host }) => host.startsWith("preview-blue-"))?.host ?? "";
    expect((await cloud.get(preview, "/.well-known/environment")).status).toBe(200);
    await cloud.plane.traffic.round(20);
    expect(cloud.plane.traffic.ledger().failed).toBe(0);
  },
);
