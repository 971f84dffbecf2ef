import { expect, test } from "vitest";
import { keys, useHost } from "./use-host.ts";

test.for([
  { path: "/api/items/5", status: 200, json: { id: "5" } },
  { path: "/API/ITEMS/5/", status: 200, json: { id: "5" } },
  { path: "/api/items/99999999999", status: 200, text: "by name" },
  { path: "/api/items/abc", status: 200, text: "by name" },
  { path: "/api/items/a/b", status: 404, text: "" },
  { path: "/api/optional", status: 200, json: {} },
  { path: "/api/optional/x", status: 200, json: { part: "x" } },
  { path: "/api/files/a/b%20c/d%2Fe", status: 200, json: { path: "a/b c/d%2Fe" } },
  { path: "/api/files", status: 200, json: {} },
  { path: "/api/nowhere", status: 404, text: "" },
  { path: "/api/nothing", status: 204, text: "" },
  { path: "/api/boom", status: 500, text: "" },
])("answers GET $path with $status", async ({ path, ...expected }) => {
  const { call } = await useHost();
  expect(await call("GET", path)).toMatchObject(expected);
});

test("takes a wrong method for a wrong path, before it looks at any key", async () => {
  const { call } = await useHost();
  expect((await call("PATCH", "/api/secured")).status).toBe(404);
  expect((await call("POST", "/api/items/5")).status).toBe(404);
});

test.for([
  { path: "/api/secured", key: "", status: 401 },
  { path: "/api/secured", key: "wrong", status: 401 },
  { path: "/api/secured", key: keys.durable, status: 401 },
  { path: "/api/secured", key: keys.functions, status: 200 },
  { path: "/api/secured", key: keys.master, status: 200 },
  { path: "/api/forAdmins", key: keys.functions, status: 401 },
  { path: "/api/forAdmins", key: keys.master, status: 200 },
])("answers $path with the key '$key' by $status", async ({ path, key, status }) => {
  const { call } = await useHost();
  expect((await call("GET", `${path}?code=${key}`)).status).toBe(status);
  expect((await call("GET", path, { headers: { "x-functions-key": key } })).status).toBe(status);
});

test("hands over query, headers and body bytes, and gives back status, headers and cookies", async () => {
  const { call } = await useHost();
  const answer = await call("POST", "/api/echo?a=1&a=2&b=", {
    body: "ünï",
    headers: { "content-type": "text/plain" },
  });
  expect(answer).toMatchObject({
    status: 201,
    json: { query: { a: "1,2", b: "" }, type: "text/plain" },
  });
  expect(answer.headers.get("x-length")).toBe("5");
  expect(answer.headers.getSetCookie()).toEqual([
    "taste=sweet; path=/; samesite=lax; httponly",
    "kind=oat; max-age=60; path=/cakes",
  ]);
});

test("lets an HTTP function start an orchestration through the SDK and hand out its links", async () => {
  const { call, durable, host } = await useHost();
  const answer = await call("POST", "/api/begin?id=from-http");
  expect(answer).toMatchObject({ status: 202, json: { id: "from-http" } });
  const { statusQueryGetUri } = answer.json as { statusQueryGetUri: string };
  expect(statusQueryGetUri).toBe(
    `${host.baseUrl}/runtime/webhooks/durabletask/instances/from-http?taskHub=TestHub&connection=Storage&code=${keys.durable}`,
  );
  const { output } = await durable.until("from-http", ({ runtimeStatus }) => runtimeStatus === "Completed");
  expect(output).toBe(8);
});

test("keeps its management API and its admin API behind their own keys", async () => {
  const { call } = await useHost();
  const management = "/runtime/webhooks/durabletask/instances/none";
  const statuses = [
    await call("GET", management),
    await call("GET", `${management}?code=${keys.functions}`),
    await call("GET", `${management}?code=${keys.durable}`),
    await call("GET", "/admin/host/ping"),
    await call("GET", "/admin/host/status"),
    await call("GET", `/admin/host/status?code=${keys.functions}`),
    await call("GET", `/admin/host/status?code=${keys.master}`),
  ].map(({ status }) => status);
  expect(statuses).toEqual([401, 401, 404, 200, 401, 403, 200]);
});

test("tells the deployment's probe that it is running, and which functions it has", async () => {
  const { call } = await useHost();
  const status = await call("GET", `/admin/host/status?code=${keys.master}`);
  expect(status.json).toMatchObject({ state: "Running" });
  const functions = (await call("GET", `/admin/functions?code=${keys.master}`)).json;
  expect(functions).toContainEqual(expect.objectContaining({ name: "secured", language: "node" }));
});
