import { cpSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { appFolder, useHost, useStateFolder, type Status } from "./use-host.ts";
import { useOutside } from "./use-outside.ts";

const hasFailed = ({ runtimeStatus }: Status): boolean => runtimeStatus === "Failed";

const lastedMs = ({ createdTime, lastUpdatedTime }: Status): number =>
  Date.parse(lastUpdatedTime) - Date.parse(createdTime);

test("asks again where and when a 202 says, without the key of the first function", async () => {
  const { durable, host, letTimePass } = await useHost();
  letTimePass();
  const url = `${host.baseUrl}/api/job/polled`;
  const { status, content } = (await durable.run("asksOutside", "one", { url })) as {
    status: number;
    content: string;
  };
  expect(status).toBe(200);
  expect(JSON.parse(content)).toEqual(["POST secret yes", "GET null yes", "GET null yes"]);
  // 30 s unless told otherwise, then the 7 s that were asked for
  expect(lastedMs(await durable.status("one"))).toBe(37_000);
});

test("hands over a 202 when polling is not wanted", async () => {
  const { durable, host } = await useHost();
  const url = `${host.baseUrl}/api/job/unpolled`;
  expect(await durable.run("asksOutside", "one", { url, enablePolling: false })).toEqual({
    status: 202,
    content: "",
  });
});

test("shows credentials to the first origin alone, whatever the answers on the way say", async () => {
  const { durable, letTimePass } = await useHost();
  letTimePass();
  const there = await useOutside({ status: 202, headers: { Location: "/again" } }, { body: "done" });
  const here = await useOutside(
    { status: 202, headers: { Location: "/job/1?x=1" } },
    { status: 202, headers: { Location: `${there.url}/job/2` } },
    { status: 202, headers: { Location: `${there.url}/job/3` } },
  );
  const headers = { Authorization: "Bearer own", cookie: "own=1" };
  await durable.run("asksOutside", "one", { url: `${here.url}/start`, headers });
  const seenAt = ({ seen }: typeof here) =>
    seen.map(({ method, path, headers: { authorization, cookie, "x-kept": kept } }) => [
      `${method} ${path}`,
      authorization,
      cookie,
      kept,
    ]);
  expect(seenAt(here)).toEqual([
    ["POST /start", "Bearer own", "own=1", "yes"],
    ["GET /job/1?x=1", "Bearer own", "own=1", "yes"],
    // "/again" belongs to the first request, not to the last
    ["GET /again", "Bearer own", "own=1", "yes"],
  ]);
  expect(seenAt(there)).toEqual([
    ["GET /job/2", undefined, undefined, "yes"],
    ["GET /job/3", undefined, undefined, "yes"],
  ]);
});

test("goes on after a 202 without a Location, and ends when the extension's timer has fired", async () => {
  const { durable, letTimePass } = await useHost();
  letTimePass();
  const { url } = await useOutside({ status: 202 });
  expect(await durable.run("asksOutside", "one", { url })).toEqual({ status: 202, content: "" });
  expect(lastedMs(await durable.status("one"))).toBe(30_000);
});

test("loses the next step's result after a 202 without a Location, as the extension does", async () => {
  const { url } = await useOutside({ status: 202 });
  const faithful = await useHost({ mode: "faithful" });
  faithful.letTimePass();
  expect(await faithful.durable.run("asksOutside", "one", { url, goesOn: true })).toEqual({ status: 202 });
  const strict = await useHost();
  await strict.durable.start("asksOutside", "one", { url, goesOn: true });
  const { output } = await strict.durable.until("one", hasFailed);
  expect(output).toMatch(/\[strict\] Step 1 is a callHttp that was answered 202 without a Location/);
});

test.for([
  { "Retry-After": "Sat, 28 Nov 2026 12:00:00 GMT" },
  { "Retry-After": "soon" },
  { "Retry-After": "7.5" },
  { "Retry-After": "99999999999999999999" },
  { Location: "http://[" },
])("fails a call whose 202 says %o, where the extension hangs, and lives on", async (headers) => {
  const { url } = await useOutside({ status: 202, headers: { Location: "/again", ...headers } });
  const strict = await useHost();
  await strict.durable.start("asksOutside", "one", { url });
  const { output } = await strict.durable.until("one", hasFailed);
  expect(output).toMatch(
    /\[strict\] Step 1 is a callHttp that was answered 202 with "(Retry-After|Location): /,
  );
  const faithful = await useHost({ mode: "faithful" });
  await faithful.durable.start("asksOutside", "one", { url });
  await vi.waitUntil(() => faithful.log.some(({ message }) => message.includes("Running for ever")));
  faithful.letTimePass();
  expect(await faithful.durable.run("sequence", "other")).toBe(8);
  expect((await faithful.durable.status("one")).runtimeStatus).toBe("Running");
});

test.for(["http://127.0.0.1:9/", "ftp://127.0.0.1/", "http://["])(
  "fails a request that reaches nobody: %s",
  async (url) => {
    const { durable } = await useHost();
    await durable.start("asksOutside", "one", { url });
    expect((await durable.until("one", hasFailed)).output).toMatch(/BuiltIn::HttpActivity' failed: /);
  },
);

test("sends a body with its length and its kind, by whatever method", async () => {
  const { durable } = await useHost();
  const { url, seen } = await useOutside({ body: "done" });
  expect(await durable.run("asksOutside", "one", { url, method: "GET" })).toMatchObject({ status: 200 });
  expect(seen).toMatchObject([
    { method: "GET", body: '{"a":1}', headers: { "content-type": "text/plain", "content-length": "7" } },
  ]);
});

test.for([
  { status: 302, method: "POST", comesAs: "GET", body: "" },
  { status: 303, method: "PUT", comesAs: "GET", body: "" },
  { status: 302, method: "PUT", comesAs: "PUT", body: '{"a":1}' },
  { status: 307, method: "POST", comesAs: "POST", body: '{"a":1}' },
])("follows a redirect as .NET does, without a token: %o", async ({ status, method, comesAs, body }) => {
  const { durable } = await useHost();
  const there = await useOutside({ body: "done" });
  const { url } = await useOutside({ status, headers: { Location: `${there.url}/there` } });
  const headers = { Authorization: "Bearer own" };
  const answer = await durable.run("asksOutside", "one", { url, method, headers });
  expect(answer).toEqual({ status: 200, content: "done" });
  expect(there.seen).toMatchObject([{ method: comesAs, path: "/there", body, headers: { "x-kept": "yes" } }]);
  expect(there.seen[0]?.headers).not.toHaveProperty("authorization");
});

test.for(["ftp://elsewhere/", "http://["])("hands over a redirect to where it cannot go: %s", async (to) => {
  const { durable } = await useHost();
  const { url } = await useOutside({ status: 302, headers: { Location: to } });
  expect(await durable.run("asksOutside", "one", { url })).toMatchObject({ status: 302 });
});

test("gives up after fifty redirects", async () => {
  const { durable } = await useHost();
  const { url, seen } = await useOutside({ status: 302, headers: { Location: "/again" } });
  expect(await durable.run("asksOutside", "one", { url })).toMatchObject({ status: 302 });
  expect(seen).toHaveLength(51);
});

function useIdentity(endpoint: string | undefined): void {
  vi.stubEnv("IDENTITY_ENDPOINT", endpoint);
  vi.stubEnv("IDENTITY_HEADER", endpoint === undefined ? undefined : "identity-secret");
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

test("carries a token of the app's identity, also when it asks the same origin again", async () => {
  const identity = await useOutside({ body: JSON.stringify({ access_token: "token-1" }) });
  useIdentity(`${identity.url}/msi/token`);
  const { durable, letTimePass } = await useHost();
  letTimePass();
  const { url, seen } = await useOutside({ status: 202, headers: { Location: "/again" } }, { body: "done" });
  const resource = "https://management.core.windows.net/.default";
  const headers = { authorization: "Bearer replaced" };
  expect(await durable.run("asksOutside", "one", { url, resource, headers })).toMatchObject({ status: 200 });
  expect(seen.map(({ headers: { authorization } }) => authorization)).toEqual(
    Array.from({ length: 2 }, () => "Bearer token-1"),
  );
  expect(identity.seen[0]).toMatchObject({
    path: "/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.core.windows.net",
    headers: { "x-identity-header": "identity-secret" },
  });
});

test("finds the identity endpoint in the app's local settings, too", async () => {
  const identity = await useOutside({ body: JSON.stringify({ access_token: "token-1" }) });
  const { url, seen } = await useOutside({ body: "done" });
  const folder = useStateFolder();
  cpSync(appFolder, folder, { recursive: true });
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
  const own = { TEST_HUB: "TestHub", TEST_SCHEDULE: "0 0 6 * * *" };
  const Values = { ...own, IDENTITY_ENDPOINT: identity.url, IDENTITY_HEADER: "identity-secret" };
  writeFileSync(join(folder, "local.settings.json"), JSON.stringify({ Values }));
  const { durable } = await useHost({ appFolder: folder });
  await durable.run("asksOutside", "one", { url, resource: "https://vault.azure.net" });
  expect(seen).toMatchObject([{ headers: { authorization: "Bearer token-1" } }]);
});

test("asks for no token on behalf of another origin", async () => {
  const identity = await useOutside({ body: JSON.stringify({ access_token: "token-1" }) });
  useIdentity(identity.url);
  const { durable, letTimePass } = await useHost();
  letTimePass();
  const there = await useOutside({ body: "done" });
  const { url } = await useOutside({ status: 202, headers: { Location: there.url } });
  await durable.run("asksOutside", "one", { url, resource: "https://vault.azure.net" });
  expect(there.seen).toMatchObject([{ headers: { "x-kept": "yes" } }]);
  expect(there.seen[0]?.headers).not.toHaveProperty("authorization");
  expect(identity.seen).toHaveLength(1);
});

test.for([
  { endpoint: undefined, says: /IDENTITY_ENDPOINT and IDENTITY_HEADER are not set/ },
  { endpoint: { status: 400, body: "no such identity" }, says: /gives no token .* 400 no such identity/ },
  { endpoint: { body: "<html>" }, says: /answer is no JSON/ },
])("fails a call for which there is no token: $endpoint", async ({ endpoint, says }) => {
  useIdentity(endpoint === undefined ? undefined : (await useOutside(endpoint)).url);
  const { durable } = await useHost();
  const { url, seen } = await useOutside({});
  await durable.start("asksOutside", "one", { url, resource: "https://vault.azure.net" });
  expect((await durable.until("one", hasFailed)).output).toMatch(says);
  expect(seen).toEqual([]);
});
