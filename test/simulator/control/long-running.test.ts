import { beforeEach, describe, expect, test } from "vitest";
import { createOperations, type OperationBook } from "../../../src/simulator/arm/long-running.ts";
import { createAgenda, type MovableAgenda } from "../../../src/simulator/clock/agenda.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { createFaultBook, type FaultBook } from "../../../src/simulator/faults/fault-book.ts";

const startsAt = Date.parse("2026-11-05T09:00:00Z");
const resourceId =
  "/subscriptions/s/resourceGroups/g/providers/Microsoft.Cdn/profiles/p/afdEndpoints/e/routes/r";

let agenda: MovableAgenda;
let faults: FaultBook;
let operations: OperationBook;
let ended: string[];

beforeEach(() => {
  agenda = createAgenda(startsAt);
  faults = createFaultBook(() => agenda.now());
  operations = createOperations({ agenda, draw: drawsOf(1), faults, location: "westeurope" });
  ended = [];
});

/** Begins a write that takes a minute; answers the path of its status. */
function begin(): string {
  const order = { provider: "Microsoft.Cdn", operationId: "Routes_Update", resourceId, durationMs: 60_000 };
  const succeed = () => void ended.push("succeeded");
  const fail = (code: string) => void ended.push(code);
  const headers = operations.begin({ ...order, succeed, fail });
  return new URL(headers["azure-asyncoperation"] ?? "").pathname;
}

function statusAt(path: string): unknown {
  const request = { method: "GET", path, query: new URLSearchParams(), headers: {}, body: undefined };
  return operations.find(request)?.answer();
}

describe("a long-running operation", () => {
  test("is in progress with a Retry-After until its time has come, then has succeeded", () => {
    const path = begin();
    expect(statusAt(path)).toMatchObject({
      status: 200,
      headers: { "retry-after": "10" },
      body: { status: "InProgress" },
    });
    agenda.advanceTo(startsAt + 60_000);
    expect(statusAt(path)).toMatchObject({
      body: { status: "Succeeded", endTime: "2026-11-05T09:01:00.000Z" },
    });
    expect(ended).toEqual(["succeeded"]);
  });

  test("fails with the fault's code, only the call that the fault names", () => {
    faults.add({
      kind: "operationFails",
      operation: "Routes_Update",
      nth: 2,
      code: "InternalServerError",
      message: "No.",
    });
    const [first, second] = [begin(), begin()];
    agenda.advanceTo(startsAt + 60_000);
    expect(statusAt(first)).toMatchObject({ body: { status: "Succeeded" } });
    expect(statusAt(second)).toMatchObject({
      body: { status: "Failed", error: { code: "InternalServerError", message: "No." } },
    });
    expect(ended).toEqual(["succeeded", "InternalServerError"]);
  });

  test("never finishes under the fault of that name", () => {
    faults.add({ kind: "operationNeverFinishes", operation: "Routes_Update", nth: 1 });
    const path = begin();
    agenda.advanceTo(startsAt + 7 * 86_400_000);
    expect(statusAt(path)).toMatchObject({ body: { status: "InProgress" } });
    expect(ended).toEqual([]);
  });

  test("that nobody knows is not found", () => {
    expect(
      statusAt("/subscriptions/s/providers/Microsoft.Cdn/locations/westeurope/operations/none"),
    ).toMatchObject({ status: 404 });
  });
});

test("a throttled operation is refused as often as the fault says", () => {
  faults.add({ kind: "armThrottles", operation: "Routes_Get", times: 2, retryAfterSeconds: 17 });
  const answers = [1, 2, 3].map(() => faults.throttled({ operationId: "Routes_Get", isWrite: true }));
  expect(answers).toEqual([17, 17, undefined]);
  expect(faults.throttled({ operationId: "Routes_Update", isWrite: true })).toBeUndefined();
});
