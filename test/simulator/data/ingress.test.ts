import { expect, test } from "vitest";
import { profileId, useCloud, usersRouteId } from "./a-cloud.ts";

const gate = "/.well-known/environment";
const toGreen = { properties: { originGroup: { id: `${profileId}/originGroups/green` } } };

test("a running cluster names itself, at the application and at its gate", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });

  const application = await cloud.get("blue.shop.example", "//any/path?query");
  expect(application).toMatchObject({ status: 200, headers: { "x-environment": "blue" } });
  expect(JSON.parse(application.body)).toEqual({
    color: "blue",
    cluster: "aks-shop-blue",
    version: "1.34.9",
  });

  const answer = await cloud.get("blue.shop.example", gate);
  expect(answer).toMatchObject({ status: 200, headers: { "cache-control": "no-store" } });
  expect(JSON.parse(answer.body)).toEqual({
    pair: "shop",
    color: "blue",
    gate: "open",
    epoch: 0,
  });
  expect(await cloud.get("blue.shop.example", gate, "HEAD")).toMatchObject({ status: 200, body: "" });
});

test("without its workloads a running cluster answers 503 everywhere", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  cloud.setCluster("green", { state: "running" });
  expect(await cloud.get("green.shop.example", "/")).toMatchObject({ status: 503 });
  expect(await cloud.get("green.shop.example", gate)).toMatchObject({ status: 503 });
});

test("a stopped cluster cuts every connection, and is reached on the same port when it is back", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  const port = () => cloud.plane.hosts().find(({ host }) => host === "blue.shop.example")?.port;
  const before = port();

  cloud.setCluster("blue", { state: "stopped", workloadsReady: false });
  await expect(cloud.get("blue.shop.example", "/")).rejects.toThrow(/ECONNRESET|socket hang up/);
  cloud.setCluster("blue", { state: "running", workloadsReady: true, version: "1.35.5" });

  expect(port()).toBe(before);
  expect(JSON.parse((await cloud.get("blue.shop.example", "/")).body)).toMatchObject({ version: "1.35.5" });
});

test("users notice nothing of a cluster that stops and starts within one stop", async () => {
  const cloud = await useCloud();
  await cloud.plane.traffic.round(5);
  cloud.setCluster("blue", { state: "stopped" });
  cloud.setCluster("blue", { state: "running" });
  await cloud.plane.traffic.catchUp();
  await cloud.plane.traffic.round(20);
  expect(cloud.plane.traffic.ledger()).toMatchObject({ total: 200, failed: 0, perColor: { blue: 200 } });
});

test("a cluster that comes up sick answers 503 from its next start on, and its gate stays open", async () => {
  const cloud = await useCloud({ seed: { edges: 1 } });
  cloud.plane.addFault({ kind: "clusterComesUpSick", color: "green" });
  cloud.plane.addFault({ kind: "clusterComesUpSick", color: "blue" });
  cloud.setCluster("green", { state: "running", workloadsReady: true });

  expect(await cloud.get("blue.shop.example", "/")).toMatchObject({ status: 200 });
  expect(await cloud.get("green.shop.example", "/")).toMatchObject({
    status: 503,
    headers: { "x-environment": "green" },
  });
  expect(await cloud.get("green.shop.example", gate)).toMatchObject({ status: 200 });
});

test("a cluster turns sick the given minutes after the last edge sends users there, and is blamed for it", async () => {
  const cloud = await useCloud();
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 20 });
  cloud.plane.addFault({ kind: "clusterTurnsSickUnderTraffic", color: "green", minutesAfterLastEdge: 10 });
  cloud.arm("PATCH", usersRouteId, toGreen);

  await cloud.pass(29);
  expect(cloud.plane.traffic.ledger().failed).toBe(0);
  await cloud.pass(3);
  const { failedBy, firstFailures } = cloud.plane.traffic.ledger();
  expect(failedBy.swap).toBe(0);
  expect(failedBy.sickEnvironment).toBeGreaterThan(50);
  expect(firstFailures[0]).toMatchObject({
    atMs: Date.parse("2026-11-05T09:40:00Z"),
    color: "green",
    status: 500,
    by: "sickEnvironment",
  });
});

test("a candidate that users were called back from in time does not turn sick", async () => {
  const cloud = await useCloud();
  cloud.setCluster("green", { state: "running", workloadsReady: true });
  await cloud.pass(10);
  cloud.plane.addFault({ kind: "propagationTakes", minutes: 5 });
  cloud.plane.addFault({ kind: "clusterTurnsSickUnderTraffic", color: "green", minutesAfterLastEdge: 10 });
  cloud.arm("PATCH", usersRouteId, toGreen);
  await cloud.pass(8);
  cloud.arm("PATCH", usersRouteId, { properties: { originGroup: { id: `${profileId}/originGroups/blue` } } });
  await cloud.pass(30);
  expect(cloud.plane.traffic.ledger().failed).toBe(0);
  expect(await cloud.get("green.shop.example", "/")).toMatchObject({ status: 200 });
});

test("a check's path is answered with the status that the check expects, but not to users, and not by a sick cluster", async () => {
  const cloud = await useCloud({ seed: { answers: { "/": 204, "/old": 301 } } });
  expect(await cloud.get("blue.shop.example", "/old")).toMatchObject({ status: 301 });
  expect(await cloud.get("blue.shop.example", "/other")).toMatchObject({ status: 200 });
  await cloud.plane.traffic.round(4);
  expect(cloud.plane.traffic.ledger()).toMatchObject({ total: 32, failed: 0 });
  cloud.plane.addFault({ kind: "clusterTurnsSick", color: "blue" });
  expect(await cloud.get("blue.shop.example", "/old")).toMatchObject({ status: 500 });
});
