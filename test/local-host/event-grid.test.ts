import { expect, test } from "vitest";
import { keys, useHost, type UsedHost } from "./use-host.ts";
import { triggerCalls } from "./desk.ts";

const webhook = `/runtime/webhooks/eventgrid?functionName=onEvent&code=${keys.eventGrid}`;

const validation = {
  id: "v1",
  eventType: "Microsoft.EventGrid.SubscriptionValidationEvent",
  data: { validationCode: "CODE-123" },
};

const delivering =
  (call: UsedHost["call"], path = webhook) =>
  async (type: string, body: unknown) =>
    call("POST", path, { body, headers: { "aeg-event-type": type } });

test.for([
  { schema: "Event Grid's own schema", body: [validation] },
  { schema: "CloudEvents", body: { specversion: "1.0", id: "v1", data: { validationCode: "CODE-123" } } },
  { schema: "CloudEvents with its data as text", body: { id: "v1", data: '{"validationCode":"CODE-123"}' } },
])("answers the validation handshake in $schema", async ({ body }) => {
  const { call } = await useHost();
  const answer = await delivering(call)("SubscriptionValidation", body);
  expect(answer).toMatchObject({ status: 200, json: { validationResponse: "CODE-123" } });
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
});

test("answers the handshake of CloudEvents, which comes as OPTIONS", async () => {
  const { call } = await useHost();
  const answer = await call("OPTIONS", webhook, {
    headers: { "webhook-request-origin": "eventgrid.azure.net" },
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("webhook-allowed-origin")).toBe("eventgrid.azure.net");
});

test("hands an event to the function as it was sent", async () => {
  const { call } = await useHost();
  const event = { id: "n1", eventType: "My.Type", data: { a: 1 }, eventTime: "2026-11-01T10:00:00.1234567Z" };
  expect(await delivering(call)("Notification", [event])).toMatchObject({ status: 202, text: "" });
  expect(triggerCalls().at(-1)).toMatchObject({
    name: "onEvent",
    event,
    metadata: { data: { a: 1 } },
  });
});

test("refuses the whole delivery when one of its events fails", async () => {
  const { call } = await useHost();
  const events = [
    { id: "n1", data: {} },
    { id: "n2", data: { fails: true } },
  ];
  expect(await delivering(call)("notification", events)).toMatchObject({
    status: 500,
    text: "Exception while executing function: Functions.onEvent",
  });
  expect(triggerCalls()).toHaveLength(2);
});

test.for([
  { what: "a batch without events", type: "Notification", body: [], status: 202 },
  { what: "malformed JSON", type: "Notification", body: "{bad", status: 500 },
  { what: "an empty body", type: "Notification", body: "", status: 500 },
  { what: "what is no event", type: "Notification", body: [1, "x"], status: 500 },
  { what: "an unsubscription", type: "Unsubscribe", body: [validation], status: 202 },
  { what: "another type", type: "Bogus", body: [validation], status: 400 },
  { what: "a validation without a code", type: "SubscriptionValidation", body: [], status: 500 },
])("answers $what by $status", async ({ type, body, status }) => {
  const { call } = await useHost();
  expect((await delivering(call)(type, body)).status).toBe(status);
});

test.for([
  { what: "no key", query: "functionName=onEvent", status: 401 },
  { what: "another key", query: `functionName=onEvent&code=${keys.functions}`, status: 401 },
  { what: "the master key", query: `functionName=onEvent&code=${keys.master}`, status: 202 },
  { what: "the name in another case", query: `functionName=ONEVENT&code=${keys.eventGrid}`, status: 404 },
  { what: "the name of an HTTP function", query: `functionName=echo&code=${keys.eventGrid}`, status: 404 },
])("answers a delivery with $what by $status", async ({ query, status }) => {
  const { call } = await useHost();
  const path = `/runtime/webhooks/eventgrid?${query}`;
  expect((await delivering(call, path)("Notification", [{ id: "n1" }])).status).toBe(status);
});
