import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parsePairFile } from "../../src/pair-files.ts";
import { aPair } from "../support/a-pair.ts";

const sample = readFileSync(join(import.meta.dirname, "../../pairs/shop.json"), "utf8");
const changed = (change: (pair: Record<string, unknown>) => void): string => {
  const pair = JSON.parse(sample) as Record<string, unknown>;
  change(pair);
  return JSON.stringify(pair);
};

test("the shipped sample is the pair that the tests know", () => {
  expect(parsePairFile(sample, "shop.json")).toEqual(aPair());
});

test("what is left out gets its default", () => {
  const short = changed((pair) => {
    for (const name of [
      "versionPolicy",
      "buildAt",
      "verdict",
      "soakMinutes",
      "quietMinutes",
      "keepDays",
      "deadlineDays",
      "retire",
      "approvals",
    ])
      delete pair[name];
  });
  expect(parsePairFile(short, "shop.json")).toEqual(aPair());
});

describe("a pair file is refused with its name, the field and the fix", () => {
  test.for([
    [
      "an unknown field",
      (pair: Record<string, unknown>): void => void (pair["soakMinute"] = 5),
      "soakMinute",
    ],
    [
      "no number where one belongs",
      (pair: Record<string, unknown>): void => void (pair["soakMinutes"] = "60"),
      "soakMinutes",
    ],
    [
      "a name in capitals",
      (pair: Record<string, unknown>): void => void (pair["name"] = "Shop"),
      "name: must be lower-case",
    ],
    [
      "two routes",
      (pair: Record<string, unknown>): void =>
        void ((pair["router"] as { routeIds: string[] }).routeIds = []),
      "router.routeIds",
    ],
    [
      "an id that is none",
      (pair: Record<string, unknown>): void =>
        void ((pair["router"] as { profileId: string }).profileId = "fd"),
      "router.profileId",
    ],
    [
      "a shared group that is not named",
      (pair: Record<string, unknown>): void =>
        void Object.assign(pair["router"] as object, { mode: "origin" }),
      "router.sharedGroup",
    ],
    [
      "a DNS record of another kind",
      (pair: Record<string, unknown>): void =>
        void ((pair["environments"] as { green: { address: object } }).green.address = {
          kind: "dns",
          recordSetId: "green.shop.example",
          service: "ingress/nginx",
        }),
      "environments.green.address.recordSetId",
    ],
    [
      "steps that do not rise",
      (pair: Record<string, unknown>): void => void (pair["steps"] = [50, 25, 100]),
      "must rise",
    ],
    [
      "steps that do not end with all",
      (pair: Record<string, unknown>): void => void (pair["steps"] = [5, 50]),
      "must end with 100",
    ],
    ["a step of nobody", (pair: Record<string, unknown>): void => void (pair["steps"] = [0, 100]), "steps.0"],
    [
      "steps on Front Door (classic)",
      (pair: Record<string, unknown>): void => void Object.assign(pair, { router: classic, steps: [5, 100] }),
      "2027-03-31",
    ],
    [
      "previews on Front Door (classic)",
      (pair: Record<string, unknown>): void => void Object.assign(pair, { router: classic }),
      "has no preview endpoints",
    ],
    [
      "more passes than samples",
      (pair: Record<string, unknown>): void =>
        void (pair["verdict"] = { samples: 5, healthyAtLeast: 6, intervalSeconds: 15 }),
      "healthyAtLeast",
    ],
    [
      "a verdict that takes too long",
      (pair: Record<string, unknown>): void =>
        void (pair["verdict"] = { samples: 30, healthyAtLeast: 6, intervalSeconds: 15 }),
      "300",
    ],
  ] as const)("%s", ([, change, named]) => {
    const parse = () => parsePairFile(changed(change), "shop.json");
    expect(parse).toThrow("shop.json");
    expect(parse).toThrow(named);
    expect(parse).toThrow("Fix:");
  });

  test("when it is not JSON", () => {
    expect(() => parsePairFile("{", "shop.json")).toThrow(
      /shop\.json is not a usable pair file:\n {2}\(whole file\): is not JSON: .+ Fix: correct the syntax\./,
    );
  });

  test("with everything that is wrong in it, not only the first", () => {
    const text = changed((pair) => Object.assign(pair, { soakMinutes: 1, quietMinutes: 1 }));
    expect(() => parsePairFile(text, "shop.json")).toThrow(/soakMinutes[\s\S]*quietMinutes/);
  });
});

const classic = {
  kind: "frontDoorClassic",
  frontDoorId:
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.Network/frontDoors/fd-shop",
  routingRule: "users",
  backendPools: { blue: "blue", green: "green" },
  publicHost: "www.shop.example",
};
