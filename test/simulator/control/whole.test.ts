import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { joinClock } from "../../../src/simulator/clock/participant.ts";
import type { Fault } from "../../../src/simulator/joints.ts";
import { startSimulatedAzure } from "../../../src/simulator/simulated-azure.ts";
import { aSeed, profileId, usersRouteId } from "../data/a-cloud.ts";

const group = profileId.replace(/\/providers\/.*$/, "");
const subscription = profileId.split("/").slice(0, 3).join("/");

/** What an app would ask, in a process of its own: the variables count only from its start. */
const app = `
  const token = { authorization: "Bearer a-token", "content-type": "application/json" };
  const ask = async (url, options = {}) => {
    const answer = await fetch(url, { ...options, headers: token });
    return [answer.status, await answer.text()];
  };
  const arm = (path, version, options) => ask("https://management.azure.com" + path + "?" + new URLSearchParams(version), options);
  const said = {};
  const since = "eventTimestamp ge '2026-11-05T00:00:00Z' and resourceUri eq '${usersRouteId}'";
  const log = "${subscription}/providers/Microsoft.Insights/eventtypes/management/values";
  const body = JSON.stringify({ properties: { enabledState: "Disabled" } });
  said.frozen = (await arm("${usersRouteId}", { "api-version": "2024-02-01" }, { method: "PATCH", body }))[0];
  said.route = JSON.parse((await arm("${usersRouteId}", { "api-version": "2024-02-01" }))[1]).properties.patternsToMatch;
  said.writers = JSON.parse((await arm(log, { "api-version": "2015-04-01", $filter: since }))[1]).value.map(({ caller }) => caller);
  said.zone = (await arm("${group}/providers/Microsoft.Network/dnsZones/shop.example", { "api-version": "2018-05-01" }))[0];
  said.blob = (await ask(process.env.AzureWebJobsStorage__blobServiceUri + "/box/a"))[0];
  said.origin = JSON.parse((await ask("https://blue.shop.example/"))[1]).color;
  said.site = JSON.parse((await ask("https://www.shop.example/"))[1]).color;
  said.nowhere = await ask("https://green.shop.example/").catch(() => "no answer");
  console.log(JSON.stringify(said));
`;

async function runApp(environment: Readonly<Record<string, string>>): Promise<unknown> {
  const words = ["--input-type=module", "-e", app];
  const child = spawn(process.execPath, words, { env: { PATH: process.env["PATH"], ...environment } });
  let [out, error] = ["", ""];
  child.stdout.on("data", (piece: Buffer) => (out += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (error += piece.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  if (out === "") throw new Error(error);
  return JSON.parse(out);
}

test("the whole simulated Azure, joined by its clock alone, does what its driver's faults say", async () => {
  const folder = mkdtempSync(join(tmpdir(), "whole-"));
  const stalls: string[] = [];
  const seed = { ...aSeed, addresses: "dns" as const, edges: 2 };
  const azure = await startSimulatedAzure({ seed, drawSeed: 1, folder, speed: 0 }, (text) => {
    stalls.push(text);
  });
  const clocks = [joinClock({ port: azure.clockPort, role: "host" })];
  const driver = await joinClock({ port: azure.clockPort, role: "driver" });
  const ready = driver.busy("the test");
  onTestFinished(async () => {
    ready();
    for (const clock of [driver, ...(await Promise.all(clocks))]) clock.close();
    await azure.stop();
    rmSync(folder, { recursive: true });
  });

  const faults: readonly Fault[] = [
    {
      kind: "foreignWrite",
      path: "afdEndpoints/shop/routes/shop",
      properties: { patternsToMatch: ["/*", "/more/*"] },
      by: "eve@shop.example",
    },
    { kind: "frontDoorFrozen", status: 503 },
    { kind: "storageOutage", minutes: 10 },
  ];
  for (const fault of faults) await driver.call("addFault", fault);
  expect(await runApp(azure.environment)).toEqual({
    frozen: 503,
    route: ["/*", "/more/*"],
    writers: ["eve@shop.example"],
    zone: 200,
    blob: 503,
    origin: "blue",
    site: "blue",
    nowhere: "no answer",
  });
  await expect(driver.call("addFault", { kind: "edgeNeverLearns", edge: 3 })).rejects.toThrow(/no edge 3/);
  expect(await driver.call("report", null)).toMatchObject({
    arm: { calls: { Routes_Update: 1 }, writes: [] },
    shares: { blue: 1, green: 0 },
  });
  expect(stalls).toEqual([]);
}, 60_000);
