import type {
  Agenda,
  ArmAnswer,
  ArmOperation,
  ArmRequest,
  Draw,
  LongRunningOperations,
  OperationOrder,
} from "../joints.ts";
import type { FaultBook, Nulls } from "../faults/fault-book.ts";

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

interface BookOptions {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly faults: FaultBook;
  readonly location: string;
}

/** ARM's asynchronous operations: a status URL, and an end that comes with time or by a fault. */
export function createOperations(options: BookOptions): OperationBook {
  const operations = new Map<string, Operation>();
  return {
    begin: (order) => {
      const name = nameFrom(options.draw, order.resourceId);
      const subscription = /^\/subscriptions\/[^/]+/i.exec(order.resourceId)?.[0] ?? "";
      const base = `${subscription}/providers/${order.provider}/locations/${options.location}`;
      operations.set(name, beginOne(options, order, { id: `${base}/operations/${name}`, name }));
      const url = (kind: string) =>
        `https://management.azure.com${base}/${kind}/${name}?api-version=2024-02-01`;
      return {
        "azure-asyncoperation": url("operations"),
        location: url("operationresults"),
        "retry-after": retryAfterSeconds,
      };
    },
    find: (request) => findStatus(request, operations, options.faults),
  };
}

/** It ends with time, unless a fault lets it fail or never end. */
function beginOne(
  { agenda, faults }: BookOptions,
  order: OperationOrder,
  named: { id: string; name: string },
): Operation {
  const operation: Operation = {
    ...named,
    startedMs: agenda.now(),
    endedMs: undefined,
    status: "InProgress",
    error: undefined,
  };
  const { fail, never } = faults.accepted(order.operationId);
  if (never) return operation;
  agenda.at(agenda.now() + order.durationMs, order.resourceId, () => {
    operation.endedMs = agenda.now();
    operation.status = fail === undefined ? "Succeeded" : "Failed";
    operation.error = fail;
    if (fail === undefined) order.succeed();
    else order.fail(fail.code, fail.message);
  });
  return operation;
}

function findStatus(
  request: ArmRequest,
  operations: ReadonlyMap<string, Operation>,
  faults: FaultBook,
): ArmOperation | undefined {
  const match = /\/locations\/[^/]+\/(operations|operationresults)\/([^/]+)$/i.exec(request.path);
  if (match === null || request.method !== "GET") return undefined;
  const operation = operations.get(match[2] ?? "");
  const view = match[1]?.toLowerCase() === "operations" ? statusOf : resultOf;
  return {
    operationId: "Operations_Get",
    resourceId: request.path,
    isWrite: false,
    answer: () => (operation === undefined ? gone : view(operation, faults.nulls())),
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

/** Some services fill in what they have nothing to say about. */
const saysNothing = { error: { code: "None", message: null }, endTime: null, properties: null };

function statusOf(operation: Operation, nulls: Nulls | undefined): ArmAnswer {
  const { id, name, status, startedMs, endedMs, error } = operation;
  const headers = status === "InProgress" ? running : {};
  // nothing but what a poller cannot do without
  if (nulls?.isBare === true) return { status: 200, headers, body: { status, error: error ?? null } };
  const body = {
    ...(nulls === undefined ? {} : saysNothing),
    id,
    name,
    status,
    startTime: new Date(startedMs).toISOString(),
    ...(endedMs === undefined ? {} : { endTime: new Date(endedMs).toISOString() }),
    ...(error === undefined ? {} : { error }),
  };
  return { status: 200, headers, body };
}

const resultOf = ({ status }: Operation): ArmAnswer =>
  status === "InProgress" ? { status: 202, headers: running } : { status: 200, body: {} };

const gone: ArmAnswer = {
  status: 404,
  body: { error: { code: "NotFound", message: "The operation was not found." } },
};
