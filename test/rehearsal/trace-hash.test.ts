import { expect, test } from "vitest";
import { deliveriesOf } from "../../src/rehearsal/event-payloads.ts";
import { traceHashOf } from "../../src/rehearsal/trace-hash.ts";

const write = (body: unknown, resourceId = "/subscriptions/1/a") => ({
  atMs: 5,
  method: "PUT",
  operationId: "Routes_Update",
  resourceId,
  status: 202,
  body,
});

test("the order of a body's keys, the case of an id and the order of writes do not change the fingerprint", () => {
  const one = traceHashOf([], [write({ a: 1, b: [{ c: 2, d: 3 }] }), write(undefined)]);
  const other = traceHashOf(
    [],
    [write(undefined), write({ b: [{ d: 3, c: 2 }], a: 1 }, "/Subscriptions/1/A")],
  );
  expect(other).toBe(one);
  expect(one).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test("another body is another fingerprint", () => {
  expect(traceHashOf([], [write({ a: 1 })])).not.toBe(traceHashOf([], [write({ a: 2 })]));
});

test("copies of an event come in both schemas, in an order that the seed decides", () => {
  const event = { id: "1", clusterId: "/x/aks", kubernetesVersion: "1.34.9", at: "2026-11-05T09:00:00Z" };
  const [one, again, other] = [1, 1, 2].map((seed) => deliveriesOf(event, 50, seed));
  expect(again).toEqual(one);
  expect(other).not.toEqual(one);
  const cloudEvents = one?.filter(({ headers }) => headers["content-type"]?.includes("cloudevents"));
  expect(cloudEvents).toHaveLength(25);
});
