import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readPairFiles } from "../../src/pair-folder.ts";
import { ownPair, pairsFolder } from "../support/pairs-folder.ts";

const shop = ownPair("shop");
const news = ownPair("news");

describe("one faulty pair file takes no other pair along", () => {
  test.for([
    ["is no JSON", "{", "bad", "(whole file): is not JSON"],
    ["is empty", "", "bad", "(whole file): is not JSON"],
    ["holds no pair", "null", "bad", "(whole file): must be an object"],
    ["says a number as a text", JSON.stringify({ ...news, soakMinutes: "60" }), "news", "soakMinutes: "],
    ["begins with a byte order mark", `\u{FEFF}${JSON.stringify(news)}`, "news", "byte order mark"],
    [
      "has one cluster for both colors",
      JSON.stringify({ ...news, environments: { ...news.environments, green: news.environments.blue } }),
      "news",
      "environments.green.clusterId: ",
    ],
  ] as const)("when one %s", ([, text, name, reason], { expect }) => {
    const pairs = readPairFiles(pairsFolder({ "shop.json": shop, "bad.json": text }));
    expect(pairs.list()).toEqual([shop]);
    expect(pairs.find("shop")).toEqual(shop);
    expect(pairs.find("news")).toBeUndefined();
    expect(pairs.broken()).toMatchObject([{ file: "bad.json", name }]);
    expect(pairs.broken()[0]?.reasons.join()).toContain(reason);
    for (const told of pairs.broken()[0]?.reasons ?? []) expect(told).toMatch(/\. Fix: .+\.$/);
  });

  test("when one cannot be read at all", () => {
    const folder = pairsFolder({ "shop.json": shop });
    mkdirSync(join(folder, "bad.json"));
    const pairs = readPairFiles(folder);
    expect(pairs.list()).toEqual([shop]);
    expect(pairs.broken()).toMatchObject([{ file: "bad.json", name: "bad" }]);
    expect(pairs.broken()[0]?.reasons[0]).toContain("cannot be read (EISDIR)");
  });

  test("every reason is told, not only the first", () => {
    const text = JSON.stringify({ ...news, soakMinutes: 0, quietMinutes: 0 });
    const [broken] = readPairFiles(pairsFolder({ "news.json": text })).broken();
    expect(broken?.reasons).toHaveLength(2);
  });
});

test("two files that name one thing are both out of use, and each names the other", () => {
  const taken = { ...news.environments, green: shop.environments.green };
  const folder = pairsFolder({
    "shop.json": shop,
    "news.json": { ...news, environments: taken },
    "mail.json": ownPair("mail"),
  });
  const pairs = readPairFiles(folder);
  expect(pairs.list().map((pair) => pair.name)).toEqual(["mail"]);
  expect(pairs.broken().map(({ file, name }) => [file, name])).toEqual([
    ["news.json", "news"],
    ["shop.json", "shop"],
  ]);
  expect(pairs.broken()[0]?.reasons.join()).toContain("shop.json");
  expect(pairs.broken()[1]?.reasons.join()).toContain("news.json");
});

test("a copy of a pair's file takes both out of use: nobody can tell which is meant", () => {
  const pairs = readPairFiles(pairsFolder({ "a.json": shop, "b.json": shop }));
  expect(pairs.find("shop")).toBeUndefined();
  expect(pairs.broken()[0]?.reasons[0]).toBe(
    "name: is the pair name that name in b.json names, too. Fix: rename one of them.",
  );
});

test("a half-finished copy that is no pair yet leaves the pair of that name alone", () => {
  const pairs = readPairFiles(pairsFolder({ "a.json": JSON.stringify({ name: "shop" }), "b.json": shop }));
  expect(pairs.find("shop")).toEqual(shop);
  expect(pairs.broken()).toMatchObject([{ file: "a.json", name: "shop" }]);
});

test("what is no pair file is not read", () => {
  expect(readPairFiles(pairsFolder({ "README.md": "#", "shop.json": shop })).broken()).toEqual([]);
});

test("without its folder the app stops and names the setting", () => {
  expect(() => readPairFiles("/no/such/folder")).toThrow(/\/no\/such\/folder.+ENOENT.+PAIRS_FOLDER/);
});
