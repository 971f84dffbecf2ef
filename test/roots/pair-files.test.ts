import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parsePairFile, readPair } from "../../src/pair-files.ts";
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
      "name: must be at most 40 lower-case letters",
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
      "a waiver of the way back",
      (pair: Record<string, unknown>): void =>
        void (pair["waivers"] = [{ code: "GROUP_LAYOUT", reason: "no time", expires: "2027-01-31" }]),
      "waivers.0.code",
    ],
    [
      "a waiver without an end",
      (pair: Record<string, unknown>): void =>
        void (pair["waivers"] = [{ code: "LOCKED", reason: "no time", expires: "never" }]),
      "waivers.0.expires",
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

describe("a message says what the field must be and what it means", () => {
  const reasonOf = (change: (pair: Loose) => void): string => {
    const { faults } = readPair(changed((pair) => change(pair as unknown as Loose)));
    return faults.map(({ path, problem }) => `${path}: ${problem}`).join("\n");
  };

  test.for<[string, (pair: Loose) => void, string]>([
    [
      "a choice of another word",
      (pair) => void (pair.versionPolicy = "newest"),
      'versionPolicy: must be "latest", "n-1" or {"pinned": "1.36"} (the target: the newest offered minor, the one before, or one of your choice), not "newest"',
    ],
    [
      "a pin that is a number",
      (pair) => void (pair.versionPolicy = { pinned: 1.36 }),
      'versionPolicy: must be "latest", "n-1" or {"pinned": "1.36"} (the target: the newest offered minor, the one before, or one of your choice)',
    ],
    [
      "a number out of its range",
      (pair) => void (pair.soakMinutes = 1),
      "soakMinutes: must be a whole number from 5 to 10080 (how long the previous environment is kept warm after users have arrived), not 1",
    ],
    [
      "a field that is missing",
      (pair) => void delete pair.checks,
      "checks: is missing; it must be a list of at least one check (what a healthy environment answers)",
    ],
    [
      "an object of no known kind",
      (pair) => void (pair.router.kind = "afd"),
      'router.kind: must be "frontDoor" or "frontDoorClassic" (what stands before the environments)',
    ],
    [
      "an id that ends with a slash",
      (pair) => void (pair.router.profileId += "/"),
      "router.profileId: ends with a slash, and must be the resource id of a Front Door profile, /subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Cdn/profiles/{name} (the profile of the routes, groups and endpoints below)",
    ],
    [
      "two fields that are none",
      (pair) => void Object.assign(pair.router, { sharedGroups: "a", host: "b" }),
      "router.sharedGroups: is no field here; there are kind, profileId, originGroups, previewEndpoints, publicHost, previewHosts, mode, routeIds\nrouter.host: is no field here; there are kind, profileId, originGroups, previewEndpoints, publicHost, previewHosts, mode, routeIds",
    ],
  ])("%s", ([, change, reason], { expect }) => {
    expect(reasonOf(change)).toBe(reason);
  });

  test("a secret that somebody has written into the file is not repeated", () => {
    const secret = "Pa55 word";
    for (const value of [secret, { setting: secret }]) {
      const said = reasonOf(
        (pair) => void Object.assign(pair.checks?.[0] ?? {}, { headers: { "x-key": value } }),
      );
      expect(said).toContain("checks.0.headers.x-key");
      expect(said).not.toContain(secret);
    }
  });

  test.for([
    ["a byte order mark", `\u{FEFF}${sample}`, "begins with a byte order mark"],
    [
      "UTF-16, as some shells write it",
      Buffer.from(`\u{FEFF}${sample}`, "utf16le").toString("utf8"),
      "is not UTF-8",
    ],
  ] as const)("%s", ([, text, reason], { expect }) => {
    expect(() => parsePairFile(text, "shop.json")).toThrow(reason);
  });
});

interface Loose {
  versionPolicy: unknown;
  soakMinutes: unknown;
  checks?: object[];
  router: { kind: string; profileId: string };
}

const classic = {
  kind: "frontDoorClassic",
  frontDoorId:
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.Network/frontDoors/fd-shop",
  routingRule: "users",
  backendPools: { blue: "blue", green: "green" },
  publicHost: "www.shop.example",
};
