import { expect, test } from "vitest";
import { gateKey } from "../../../src/simulator/gates/gate-process.ts";
import { gatePath, useGatedWorld, type GatedWorld } from "./gated-world.ts";

const record = (closedGate: string | null, epoch = 7) => ({
  epoch,
  operationId: null,
  hold: null,
  closedGate,
});
const allGreen = (edges: number) => edges === 8;

/** As after a swap: users are sent to green, and blue is the standby of green's group. */
async function useSwappedWorld(): Promise<GatedWorld> {
  const world = await useGatedWorld();
  world.patch("/originGroups/green/origins/blue", { enabledState: "Enabled" });
  await world.passMinutes(30);
  const originGroup = { id: `${world.profileId}/originGroups/green` };
  world.patch("/afdEndpoints/shop/routes/shop", { originGroup });
  await world.passMinutes(30);
  return world;
}

async function gate(world: GatedWorld, color = "green"): Promise<string> {
  const { status, body } = await world.ask(`${color}.shop.example`, gatePath, { key: gateKey });
  const { gate: state, epoch, kubernetesVersion } = JSON.parse(body) as Record<string, unknown>;
  return `${status} ${String(state)} ${String(epoch)} ${String(kubernetesVersion)}`;
}

test("closing green's gate in the record brings every edge back to blue within two probes, without a write", async () => {
  const world = await useSwappedWorld();
  expect(await world.greenEdges({ count: 2, seconds: 60 })).toEqual([8, 8, 8]);

  await world.writeRecord(record("green"));
  const edges = await world.greenEdges({ count: 7, seconds: 5 });
  expect(edges[0]).toBe(8);
  expect(new Set(edges).size).toBeGreaterThan(2);
  // of the last four probes three must pass, and one comes every 15 s: the second that fails decides
  expect(edges.slice(6)).toEqual([0, 0]);
  expect(world.plane.traffic.shares()).toEqual({ blue: 1, green: 0 });
});

test("no user notices: who still arrives at green is served, and so is everybody at blue", async () => {
  const world = await useSwappedWorld();
  const before = world.plane.traffic.ledger().perColor;
  await world.writeRecord(record("green"));
  await world.greenEdges({ count: 7, seconds: 5 });
  const { failed, perColor } = world.plane.traffic.ledger();
  expect(failed).toBe(0);
  expect(perColor.green).toBeGreaterThan(before.green + 40);
  expect(perColor.blue).toBeGreaterThan(before.blue + 40);
  expect(await world.ask("green.shop.example", "/")).toMatchObject({
    status: 200,
    headers: { "x-environment": "green" },
  });
  expect(await gate(world)).toBe("503 closed 7 1.35.5");
});

test("opened again, the gate gives users back to green; a record from before it does not close it", async () => {
  const world = await useSwappedWorld();
  await world.writeRecord(record("green"));
  await world.passMinutes(2);
  await world.writeRecord(record(null, 8));
  const edges = await world.greenEdges({ count: 12, seconds: 5 });
  expect([edges[0], edges.findIndex(allGreen) > 3, edges.at(-1)]).toEqual([0, true, 8]);

  await world.writeRecord(record("green", 7));
  expect(await world.greenEdges({ count: 2, seconds: 60 })).toEqual([8, 8, 8]);
  await world.writeRecord(null);
  expect(await gate(world)).toBe("200 open 8 1.35.5");
});

test("one field closes one gate: blue's stays open while green's is closed, and the other way around", async () => {
  const world = await useGatedWorld();
  expect([await gate(world, "blue"), await gate(world)]).toEqual(["200 open 0 1.34.9", "200 open 0 1.35.5"]);
  await world.writeRecord(record("green"));
  expect([await gate(world, "blue"), await gate(world)]).toEqual([
    "200 open 7 1.34.9",
    "503 closed 7 1.35.5",
  ]);
  await world.writeRecord(record("blue"));
  expect([await gate(world, "blue"), await gate(world)]).toEqual([
    "503 closed 7 1.34.9",
    "200 open 7 1.35.5",
  ]);
});

test("an application that is unwell inside its cluster fails the probe, though users are still served", async () => {
  const world = await useSwappedWorld();
  world.plane.addFault({ kind: "clusterHealthFails", color: "green" });
  expect((await world.greenEdges({ count: 7, seconds: 5 })).at(-1)).toBe(0);
  expect(await gate(world)).toBe("503 open 0 1.35.5");
  expect(await gate(world, "blue")).toBe("200 open 0 1.34.9");
  expect(world.plane.traffic.ledger().failed).toBe(0);

  world.plane.addFault({ kind: "clusterHealthRecovers", color: "green" });
  expect((await world.greenEdges({ count: 12, seconds: 5 })).at(-1)).toBe(8);
});

test("a bug that only users meet leaves the gate open, or the standby would hide it", async () => {
  const world = await useGatedWorld();
  world.setCluster("green", { state: "stopped", workloadsReady: false });
  world.plane.addFault({ kind: "clusterComesUpSick", color: "green" });
  world.setCluster("green", { state: "running", workloadsReady: true });
  expect(await world.ask("green.shop.example", "/")).toMatchObject({ status: 503 });
  expect(await gate(world)).toBe("200 open 0 1.35.5");
});

test("who has no key is not told which cluster answers, and no probe of an edge has one", async () => {
  const world = await useGatedWorld();
  const { body } = await world.ask("green.shop.example", gatePath);
  expect(body).toBe('{"pair":"shop","color":"green","gate":"open","epoch":0}');
});

test("the gate comes and goes with its cluster and the workloads, and names the version of the day", async () => {
  const world = await useGatedWorld();
  world.setCluster("green", { workloadsReady: false });
  const { status, body } = await world.ask("green.shop.example", gatePath);
  expect([status, body]).toEqual([503, '{"error":"no workload behind this ingress yet"}']);
  world.setCluster("green", { state: "stopped" });
  await expect(world.ask("green.shop.example", gatePath)).rejects.toThrow(/socket hang up|ECONNRESET/);
  world.setCluster("green", { state: "running", workloadsReady: true, version: "1.36.4" });
  expect(await gate(world)).toBe("200 open 0 1.36.4");
  expect(await world.ask("green.shop.example", gatePath, { method: "HEAD" })).toMatchObject({
    status: 200,
    body: "",
  });
  expect(await world.ask("green.shop.example", gatePath, { method: "DELETE" })).toMatchObject({
    status: 405,
  });
});
