import { expect, test } from "vitest";
import { aSeed, profileId, usersRouteId } from "../data/a-cloud.ts";
import { useWholeAzure } from "./a-whole-azure.ts";
import { runApp } from "./run-app.ts";

const arm = (path: string, version: string): string =>
  `https://management.azure.com${path}?api-version=${version}`;
const subscription = profileId.split("/").slice(0, 3).join("/");

const asked = {
  "a cluster": arm(aSeed.clusters.blue, "2026-04-01"),
  "a route": arm(usersRouteId, "2024-02-01"),
  "the activity log": arm(
    `${subscription}/providers/Microsoft.Insights/eventtypes/management/values`,
    "2015-04-01",
  ),
  "the status of an operation": arm(
    `${subscription}/providers/Microsoft.Cdn/locations/x/operations/y`,
    "2024-02-01",
  ),
  "nothing that is there": arm(`${subscription}/providers/Nobody/things/one`, "2024-02-01"),
  metrics: `https://global.metrics.monitor.azure.com${subscription}/metrics:getBatch?api-version=2024-02-01`,
  "a blob": "https://stshopbluegreen.blob.core.windows.net/blue-green/pairs/shop/record.json",
  "a container": "https://stshopbluegreen.blob.core.windows.net/blue-green?restype=container",
};

type Place = keyof typeof asked;

const armSays = /^\{"error":\{"code":"AuthenticationFailed",/;
const storageSays = /<Error><Code>NoAuthenticationInformation<\/Code>/;

const open = {
  "the site": "https://www.shop.example/",
  "an origin": "https://blue.shop.example/",
  "a gate": "https://blue.shop.example/.well-known/environment",
};

const app = (urls: Readonly<Record<string, string>>): string => `
  const said = {};
  for (const [name, url] of Object.entries(${JSON.stringify(urls)})) {
    const answer = await fetch(url, { method: name === "metrics" ? "POST" : "GET" });
    const text = await answer.text();
    said[name] = [answer.status, answer.headers.get("www-authenticate"), text];
  }
  console.log(JSON.stringify(said));
`;

type Said<Name extends string> = Readonly<Record<Name, readonly [number, string | null, string]>>;

test("who asks Azure without a token is told to sign in, whatever it is; who asks as a user is not", async () => {
  const { environment } = await useWholeAzure();
  const said = (await runApp(app(asked), environment)) as Said<Place>;
  for (const name of Object.keys(asked) as Place[]) {
    const [status, challenge, text] = said[name];
    expect([name, status, challenge]).toEqual([
      name,
      401,
      expect.stringMatching(/^Bearer authorization_uri=/),
    ]);
    const isStorage = new URL(asked[name]).host.includes(".blob.");
    expect(text).toMatch(isStorage ? storageSays : armSays);
  }
  const served = (await runApp(app(open), environment)) as Said<keyof typeof open>;
  expect(Object.values(served).map(([status]) => status)).toEqual([200, 200, 200]);
}, 60_000);
