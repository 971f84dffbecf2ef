import type { Agenda, ArmAnswer, ArmOperation, ArmRequest, Draw, LongRunningOperations } from "../joints.ts";
import type { FaultBook } from "../faults/fault-book.ts";

interface Operation {
  readonly id: string;
  readonly name: string;
  readonly startedMs: number;
  endedMs: number | undefined;
  status: "InProgress" | "Succeeded" | "Failed";
  error: { code: string; message: string } | undefined;
}

export interface OperationBook extends LongRunningOperations {
  /** Answers the status URLs. */
  find(request: ArmRequest): ArmOperation | undefined;
}

const retryAfterSeconds = "10";

/** ARM's asynchronous operations: a status URL, and an end that comes with time or by a fault. */
export function createOperations(options: {
  agenda: Agenda;
  draw: Draw;
  faults: FaultBook;
  location: string;
}): OperationBook {
  const { agenda, draw, faults, location } = options;
  const operations = new Map<string, Operation>();
  return {
    begin: (order) => {
      const name = nameFrom(draw, order.resourceId);
      const subscription = /^\/subscriptions\/[^/]+/i.exec(order.resourceId)?.[0] ?? "";
      const base = `${subscription}/providers/${order.provider}/locations/${location}`;
      const operation: Operation = {
        id: `${base}/operations/${name}`,
        name,
        startedMs: agenda.now(),
        endedMs: undefined,
        status: "InProgress",
        error: undefined,
      };
      operations.set(name, operation);
      const { fail, never } = faults.accepted(order.operationId);
      if (!never) {
        agenda.at(agenda.now() + order.durationMs, order.resourceId, () => {
          operation.endedMs = agenda.now();
          operation.status = fail === undefined ? "Succeeded" : "Failed";
          operation.error = fail;
          if (fail === undefined) order.succeed();
          else order.fail(fail.code, fail.message);
        });
      }
      const url = (kind: string) =>
        `https://management.azure.com${base}/${kind}/${name}?api-version=2024-02-01`;
      return {
        "azure-asyncoperation": url("operations"),
        location: url("operationresults"),
        "retry-after": retryAfterSeconds,
      };
    },
    find: (request) => {
      const match = /\/locations\/[^/]+\/(operations|operationresults)\/([^/]+)$/i.exec(request.path);
      const operation = operations.get(match?.[2] ?? "");
      if (match === null || request.method !== "GET") return undefined;
      const answer =
        operation === undefined
          ? gone
          : match[1]?.toLowerCase() === "operations"
            ? statusOf(operation)
            : resultOf(operation);
      return {
        operationId: "Operations_Get",
        resourceId: request.path,
        isWrite: false,
        answer: () => answer,
      };
    },
  };
}

/** A GUID of draws: the same for the same seed. */
function nameFrom(draw: Draw, resourceId: string): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(draw("operation name", resourceId) * 2 ** 32)
      .toString(16)
      .padStart(8, "0"),
  ).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const running = { "retry-after": retryAfterSeconds };

function statusOf(operation: Operation): ArmAnswer {
  const { id, name, status, startedMs, endedMs, error } = operation;
  const body = {
    id,
    name,
    status,
    startTime: new Date(startedMs).toISOString(),
    ...(endedMs === undefined ? {} : { endTime: new Date(endedMs).toISOString() }),
    ...(error === undefined ? {} : { error }),
  };
  return { status: 200, headers: status === "InProgress" ? running : {}, body };
}

const resultOf = ({ status }: Operation): ArmAnswer =>
  status === "InProgress" ? { status: 202, headers: running } : { status: 200, body: {} };

const gone: ArmAnswer = {
  status: 404,
  body: { error: { code: "NotFound", message: "The operation was not found." } },
};
