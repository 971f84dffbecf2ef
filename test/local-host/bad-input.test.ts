import { expect, onTestFinished, test } from "vitest";
import { keys, useHost, type Answer, type UsedHost } from "./use-host.ts";

const manage = (path: string): string =>
  `/runtime/webhooks/durabletask/${path}${path.includes("?") ? "&" : "?"}code=${keys.durable}`;
const asJson = { "content-type": "application/json" };

test.for([
  { what: "an unknown route", method: "GET", path: "/api/nowhere", status: 404 },
  {
    what: "an unknown function",
    method: "GET",
    path: `/admin/functions/nobody?code=${keys.master}`,
    status: 404,
  },
  { what: "a wrong method", method: "DELETE", path: "/api/number/5", status: 404 },
  { what: "a broken percent sign", method: "GET", path: "/api/files/%E0%A4%A", status: 200 },
  { what: "an unknown management path", method: "POST", path: manage("instances/one/dance"), status: 404 },
  { what: "a wrong method of the management API", method: "PUT", path: manage("instances/one"), status: 404 },
  { what: "another task hub", method: "GET", path: manage("instances/one?taskHub=Other"), status: 404 },
])("answers $what by $status", async ({ method, path, status }) => {
  const { call } = await useHost();
  expect((await call(method, path)).status).toBe(status);
});

test.for([
  { what: "an object that breaks off", body: "{a:", status: 500 },
  { what: "no JSON at all", body: "hello", status: 400 },
  { what: "a list that breaks off", body: "[1,", status: 500 },
])("starts nothing for $what and says why", async ({ body, status }) => {
  const { call } = await useHost();
  const answer = await call("POST", manage("orchestrators/sequence/one"), { body, headers: asJson });
  expect(answer.status).toBe(status);
  expect((answer.json as { ExceptionMessage: string }).ExceptionMessage).not.toBe("");
  expect((await call("GET", manage("instances/one"))).status).toBe(404);
});

test.for([
  { what: "no content type", headers: {}, body: "1" },
  { what: "another content type", headers: { "content-type": "text/plain" }, body: "1" },
  { what: "malformed JSON", headers: asJson, body: "{bad" },
  { what: "no data", headers: asJson, body: "" },
])("refuses an event with $what", async ({ headers, body }) => {
  const { call, durable } = await useHost();
  await durable.start("waitForGo", "one");
  const path = manage("instances/one/raiseEvent/go");
  expect((await call("POST", path, { body, headers })).status).toBe(400);
  expect((await durable.status("one")).output).toBeNull();
});

test("tells whoever sends an event to what has ended, or never was", async () => {
  const { durable } = await useHost();
  await durable.run("sequence", "one");
  expect((await durable.raise("one", "go", 1)).status).toBe(410);
  expect((await durable.raise("nobody", "go", 1)).status).toBe(404);
});

test("refuses a body over the limit, and goes on serving", async () => {
  process.env["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "1000";
  onTestFinished(() => {
    delete process.env["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"];
  });
  const { call } = await useHost();
  expect((await send(call, 1000)).status).toBe(201);
  expect((await send(call, 1001)).status).toBe(413);
  expect((await send(call, 1000)).headers.get("x-length")).toBe("1000");
});

const send = async (call: UsedHost["call"], length: number): Promise<Answer> =>
  call("POST", "/api/echo", { body: "x".repeat(length), headers: { "content-type": "text/plain" } });
