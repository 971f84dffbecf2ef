import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parsePairFile } from "../../src/pair-files.ts";

const sample = readFileSync("pairs/shop.json", "utf8");

const parsed = (change: (pair: { checks: object[] }) => void) => {
  const pair = JSON.parse(sample) as { checks: object[] };
  change(pair);
  return parsePairFile(JSON.stringify(pair), "shop.json");
};
const withHeaders = (headers: unknown) =>
  parsed((pair) => void (pair.checks = pair.checks.map((check) => ({ ...check, headers }))));

test("a check may send headers whose values are in app settings", () => {
  const headers = { "x-fd-key": { setting: "SHOP_FD_KEY" } };
  expect(withHeaders(headers).checks[0]?.headers).toEqual(headers);
});

test.for<[string, unknown]>([
  ["a value in the pair file", { "x-fd-key": "secret" }],
  ["a value beside the setting", { "x-fd-key": { setting: "KEY", value: "secret" } }],
  ["a header that the request sets itself", { host: { setting: "KEY" } }],
  ["one that changes how it is sent", { "transfer-encoding": { setting: "KEY" } }],
  ["a name that is none", { "x fd key": { setting: "KEY" } }],
  ["the app's own storage key", { "x-fd-key": { setting: "AzureWebJobsStorage" } }],
  ["the app's identity", { "x-fd-key": { setting: "IDENTITY_HEADER" } }],
  ["a key of the platform", { "x-fd-key": { setting: "WEBSITE_AUTH_ENCRYPTION_KEY" } }],
])("%s is refused", ([, headers]) => {
  expect(() => withHeaders(headers)).toThrow(/checks\.0\.headers/);
});

describe("how long edges may take to leave", () => {
  test("is a minute unless the pair says otherwise", () => {
    expect(parsed(() => undefined).leaveWithinSeconds).toBe(60);
    expect(parsed((pair) => void Object.assign(pair, { leaveWithinSeconds: 120 })).leaveWithinSeconds).toBe(
      120,
    );
  });
});
