import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Pair } from "../../../src/domain/environment/pair.ts";
import { parsePairFile } from "../../../src/pair-files.ts";
import { findReadiness } from "../../../src/workflow/requests/find-readiness.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { profileId } from "../../simulator/data/a-cloud.ts";
import { simulatedRouter } from "./simulated-routers.ts";

const pair = parsePairFile(readFileSync("pairs/shop.json", "utf8"), "pairs/shop.json");

const codesOf = async (asked: Pair, subject: Awaited<ReturnType<typeof simulatedRouter>>) => {
  const { ports } = fakeAzure(asked);
  const readiness = await findReadiness({ ...ports, router: subject.router }, asked);
  return { ready: readiness.ready, codes: readiness.findings.map((finding) => finding.code) };
};

test("a profile that does not exist is one finding", async () => {
  const subject = await simulatedRouter(pair);
  const text = JSON.stringify(pair).replaceAll("profiles/fd-shop", "profiles/fd-none");
  const lost = parsePairFile(text, "the pair of a lost profile");
  expect(await codesOf(lost, subject)).toEqual({ ready: false, codes: ["ResourceNotFound"] });
});

test("a profile that is not ours to read is one finding", async () => {
  const subject = await simulatedRouter(pair);
  subject.forbid();
  expect(await codesOf(pair, subject)).toEqual({ ready: false, codes: ["AuthorizationFailed"] });
});

test("a group without its origins is told by name", async () => {
  const subject = await simulatedRouter(pair);
  const text = JSON.stringify(pair).replaceAll("green.shop.example", "other.shop.example");
  const moved = parsePairFile(text, "the pair of another origin");
  expect((await codesOf(moved, subject)).codes).toContain("GROUP_LAYOUT");
});

test("a profile with more endpoints, routes, groups and origins than the pair's is as ready as without them", async () => {
  const originGroup = { id: `${profileId}/originGroups/legacy` };
  const besides = [
    { path: "originGroups/legacy" },
    { path: "originGroups/legacy/origins/old", properties: { hostName: "old.shop.example" } },
    { path: "afdEndpoints/partners" },
    { path: "afdEndpoints/partners/routes/all", properties: { originGroup, linkToDefaultDomain: "Enabled" } },
    { path: "ruleSets/old" },
  ];
  const alone = await codesOf(pair, await simulatedRouter(pair));
  expect(await codesOf(pair, await simulatedRouter(pair, { besides }))).toEqual(alone);
});
