import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isSample } from "../../src/domain/environment/pair-faults.ts";
import { readPair } from "../../src/pair-files.ts";
import { aPair } from "../support/a-pair.ts";
import { aSharedRouter } from "../support/a-router.ts";
import { pairDocs } from "../support/pair-docs.ts";
import { aStory } from "../workflow/a-story.ts";

const read = (file: string): string => readFileSync(join(import.meta.dirname, "../..", file), "utf8");

test.for(pairDocs())(
  "$file says what the pair file's schema says; npm run docs writes it anew",
  ({ file, text }) => {
    expect(read(file)).toBe(text);
  },
);

const page = read("docs/pair-file.md").split("\n");
const rowOf = (field: string): string => page.find((line) => line.startsWith(`| \`${field}\` |`)) ?? "";

describe("the page about the pair file tells", () => {
  test.for([
    ["that previews' hosts may be left out", "router.previewHosts", "| optional |"],
    ["from where to where a number goes", "soakMinutes", "| 5 to 10080 | `60` |"],
    ["what is needed only where its object is there", "verdict.samples", "| required in `verdict` |"],
    [
      "what an address of one kind needs",
      "environments.{color}.address.service",
      '| required with `"dns"` |',
    ],
    ["what groups are for where users are moved by priority", "router.originGroups", "only the previews"],
  ] as const)("%s", ([, field, told], { expect }) => {
    expect(rowOf(field)).toContain(told);
  });

  test("what each field means", () => {
    const rows = page.filter((line) => /^\| `[\w$.[\]{}]+` \|/.test(line));
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => row.endsWith("|  |"))).toEqual([]);
  });
});

test("the example with three routes is a pair that can be used, and that an upgrade moves in its steps", async () => {
  const { pair, faults } = readPair(read("docs/examples/three-routes.json"));
  if (pair === undefined) throw new Error("it is no pair");
  expect([faults, isSample(pair)]).toEqual([[], true]);
  expect(pair.router).toMatchObject({ mode: "origin", routeIds: { length: 3 } });
  // the scripted Azure knows the clusters of one pair only
  const { name, environments } = aPair();
  const story = aStory({ ...pair, name, environments });
  story.azure.router = aSharedRouter("blue");
  story.when("approval.asked", () => story.stage.send("approve"));
  expect(await story.stage.play("upgrade")).toMatchObject({ outcome: "completed", why: null });
  const shares = story.told().filter((entry) => entry.event === "share.arrived");
  expect(shares.map((entry) => entry.data["percent"])).toEqual([5, 25, 50]);
});
