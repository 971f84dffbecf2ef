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

const reader = "Newtonsoft.Json.JsonReaderException";
const serializer = "Newtonsoft.Json.JsonSerializationException";

test.for([
  ["{a", 400, reader, "Unexpected end while parsing unquoted property name. Path '', line 1, position 2."],
  ["{a:", 500, serializer, "Unexpected end when deserializing object. Path 'a', line 1, position 3."],
  ["{", 500, serializer, "Unexpected end when reading JSON. Path '', line 1, position 1."],
  ['{"a":1,', 500, serializer, "Unexpected end when deserializing object. Path 'a', line 1, position 7."],
  ['{"a', 400, reader, "Unterminated string. Expected delimiter: \". Path '', line 1, position 3."],
  [
    '{"a":{"b":x}}',
    400,
    reader,
    "Unexpected character encountered while parsing value: x. Path 'a.b', line 1, position 10.",
  ],
  [
    '{"a" 1}',
    400,
    reader,
    "Invalid character after parsing property name. Expected ':' but got: 1. Path '', line 1, position 5.",
  ],
  ["{,}", 400, reader, "Invalid property identifier character: ,. Path '', line 1, position 1."],
  [
    '{"a":1\n "b":2}',
    400,
    reader,
    "After parsing a value an unexpected character was encountered: \". Path 'a', line 2, position 1.",
  ],
  [
    '{"a":1}}',
    400,
    reader,
    "Additional text encountered after finished reading JSON content: }. Path '', line 1, position 7.",
  ],
  ["[1,", 500, "Newtonsoft.Json.JsonWriterException", "Unexpected end when reading token. Path '[0]'."],
  [
    "[1,x]",
    400,
    reader,
    "Unexpected character encountered while parsing value: x. Path '[0]', line 1, position 3.",
  ],
  [
    "1z",
    400,
    reader,
    "Unexpected character encountered while parsing number: z. Path '', line 1, position 1.",
  ],
  [
    "hello",
    400,
    reader,
    "Unexpected character encountered while parsing value: h. Path '', line 0, position 0.",
  ],
] as const)("starts nothing for %s and says why as .NET does", async ([body, status, type, message]) => {
  const { call } = await useHost();
  const answer = await call("POST", manage("orchestrators/sequence/one"), { body, headers: asJson });
  expect(answer.status).toBe(status);
  const told = status === 400 ? "Invalid JSON content" : "Something went wrong while processing your request";
  expect(answer.json).toMatchObject({ Message: told, ExceptionMessage: message, ExceptionType: type });
  expect((await call("GET", manage("instances/one"))).status).toBe(404);
});

test.for([
  ["{bad", "Unexpected end while parsing unquoted property name. Path '', line 1, position 4."],
  ["{", "Error reading JObject from JsonReader. Path '', line 1, position 1."],
  ['{"a":[1', "Unexpected end of content while loading JObject. Path 'a[0]', line 1, position 7."],
  ["[", "Error reading JArray from JsonReader. Path '', line 1, position 1."],
  ["", "Error reading JToken from JsonReader. Path '', line 0, position 0."],
] as const)("sends no event with the data %s and says why as .NET does", async ([body, message]) => {
  const { call, durable } = await useHost();
  await durable.start("waitForGo", "one");
  const answer = await call("POST", manage("instances/one/raiseEvent/go"), { body, headers: asJson });
  expect(answer).toMatchObject({
    status: 400,
    json: { Message: "Invalid JSON content", ExceptionMessage: message, ExceptionType: reader },
  });
});

test("tells what is in the way of a second start and of a restart under the same id", async () => {
  const { call, durable } = await useHost();
  await durable.start("waitForGo", "one");
  await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Running");
  const message = "An Orchestration instance with the status Running already exists.";
  expect(await durable.start("waitForGo", "one")).toMatchObject({ status: 409, json: { Message: message } });
  expect(await call("POST", manage("instances/one/restart?restartWithNewInstanceId=false"))).toMatchObject({
    status: 409,
    json: {
      Message: "A non-terminal instance with this instance ID already exists.",
      ExceptionMessage: message,
      ExceptionType: "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
    },
  });
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
