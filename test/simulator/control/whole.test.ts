import { expect, test } from "vitest";
import type { Fault } from "../../../src/simulator/joints.ts";
import { profileId, usersRouteId } from "../data/a-cloud.ts";
import { useWholeAzure } from "./a-whole-azure.ts";
import { runApp } from "./run-app.ts";

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

test("the whole simulated Azure, joined by its clock alone, does what its driver's faults say", async () => {
  const { environment, driver, stalls } = await useWholeAzure();
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
  expect(await runApp(app, environment)).toEqual({
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
