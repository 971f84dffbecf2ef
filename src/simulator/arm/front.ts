import type { RequestListener, ServerResponse } from "node:http";
import type { FaultBook } from "../faults/fault-book.ts";
import type {
  AcceptedWrite,
  Agenda,
  ArmAnswer,
  ArmLedger,
  ArmOperation,
  ArmProvider,
  ArmRequest,
} from "../joints.ts";
import { hasToken, unauthenticated } from "../wire/bearer.ts";
import { readRequest, sendAnswer, type Answered, type Asked } from "../wire/exchange.ts";
import type { ActivityLog } from "./activity-log.ts";
import { frozenAnswers, isFrontDoorWrite } from "./frozen-front-door.ts";

export interface ArmFront {
  readonly listener: RequestListener;
  addProvider(provider: ArmProvider): void;
  ledger(): ArmLedger;
  onHeld(listener: (name: string) => void): void;
  dropHeld(name: string): void;
}

const host = "management.azure.com";

interface FrontOptions {
  readonly agenda: Agenda;
  readonly faults: FaultBook;
  readonly activityLog: ActivityLog;
  /** As whom the activity log names whoever asks here. */
  readonly caller: string;
  /** The name of the fault, when the answer to the write just made is to be held. */
  readonly heldBy: () => string | undefined;
}

/** management.azure.com: finds who serves a path, applies the faults, and keeps the ledger. */
export function createArmFront(options: FrontOptions): ArmFront {
  const providers: ArmProvider[] = [];
  const ledger = new Ledger();
  const held = new HeldAnswers();

  const serve = (asked: Asked, response: ServerResponse): void => {
    const request = requestOf(asked);
    const operation = providers
      .map((provider) => provider.find(request))
      .find((found) => found !== undefined);
    const answer = answerTo({ asked, request, operation, options, ledger });
    if (answer === "none") return void response.destroy();
    const name = operation?.isWrite === true && answer.status < 300 ? options.heldBy() : undefined;
    if (name !== undefined) return held.hold(name, response);
    sendAnswer(response, wholeAnswer(answer));
  };

  return {
    listener: (request, response) => {
      readRequest(request, host)
        .then((asked) => serve(asked, response))
        .catch((fault: unknown) => {
          // a fault of the simulator must be loud, and must not look like a slow Azure
          const text = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
          process.stderr.write(`simulated ARM: ${text}\n`);
          response.destroy();
        });
    },
    addProvider: (provider) => void providers.push(provider),
    ledger: () => ({ calls: { ...ledger.calls }, writes: [...ledger.writes], throttled: ledger.throttled }),
    onHeld: (listener) => void held.listeners.push(listener),
    dropHeld: (name) => held.drop(name),
  };
}

/** What was asked so far, refused calls too. */
class Ledger {
  readonly calls: Record<string, number> = {};
  readonly writes: AcceptedWrite[] = [];
  throttled = 0;
}

/** Answers whose effect has happened, and whose askers are about to be killed. */
class HeldAnswers {
  readonly listeners: ((name: string) => void)[] = [];
  private readonly responses = new Map<string, ServerResponse>();

  hold(name: string, response: ServerResponse): void {
    this.responses.set(name, response);
    for (const listener of this.listeners) listener(name);
  }

  drop(name: string): void {
    this.responses.get(name)?.destroy();
    this.responses.delete(name);
  }
}

interface Call {
  readonly asked: Asked;
  readonly request: ArmRequest;
  readonly operation: ArmOperation | undefined;
  readonly options: FrontOptions;
  readonly ledger: Ledger;
}

/** "none": the connection ends without an answer. */
function answerTo(call: Call): ArmAnswer | "none" {
  const { asked, operation, ledger, options } = call;
  if (operation !== undefined)
    ledger.calls[operation.operationId] = (ledger.calls[operation.operationId] ?? 0) + 1;
  const refusal = refusalOf(asked, operation);
  if (refusal !== undefined || operation === undefined) return refusal ?? unknown(asked);
  const seconds = options.faults.throttled(operation);
  if (seconds !== undefined) {
    ledger.throttled += 1;
    return throttledFor(seconds);
  }
  if (!operation.isWrite) return operation.answer();
  return answerToWrite(call, operation);
}

function answerToWrite(call: Call, operation: ArmOperation): ArmAnswer | "none" {
  const { agenda, faults } = call.options;
  const frozen = isFrontDoorWrite(operation) ? faults.frozen() : undefined;
  if (frozen !== undefined) return frozen === "timeout" ? "none" : frozenAnswers[frozen];
  const minutes = faults.landsLate(operation.operationId);
  if (minutes === undefined) return take(call, operation);
  agenda.at(agenda.now() + minutes * 60_000, operation.resourceId, () =>
    faults.landing(() => take(call, operation)),
  );
  return error(
    504,
    "GatewayTimeout",
    "The gateway did not receive a response from the resource provider in time.",
  );
}

/** Lets the write have its effect, and writes down that it had. */
function take({ request, ledger, options }: Call, operation: ArmOperation): ArmAnswer {
  const answer = operation.answer();
  if (answer.status >= 300) return answer;
  const { operationId, resourceId } = operation;
  const { method, body } = request;
  const { status } = answer;
  ledger.writes.push({ atMs: options.agenda.now(), method, operationId, resourceId, status, body });
  const isAsynchronous = answer.headers?.["azure-asyncoperation"] !== undefined;
  options.activityLog.write({
    caller: options.caller,
    method,
    resourceId,
    status: isAsynchronous ? "Accepted" : "Succeeded",
  });
  return answer;
}

const throttledFor = (seconds: number): ArmAnswer => ({
  ...error(429, "TooManyRequests", "Too many requests."),
  headers: { "retry-after": String(seconds) },
});

const requestOf = (asked: Asked): ArmRequest => ({
  method: asked.method,
  path: decodeURIComponent(asked.url.pathname),
  query: asked.url.searchParams,
  headers: asked.headers,
  body: jsonOf(asked.body),
});

function refusalOf(asked: Asked, operation: ArmOperation | undefined): ArmAnswer | undefined {
  if (!hasToken(asked.headers)) return unauthenticated;
  if (operation !== undefined && !asked.url.searchParams.has("api-version")) {
    return error(
      400,
      "MissingApiVersionParameter",
      "The api-version query parameter (?api-version=) is required for all requests.",
    );
  }
  return undefined;
}

const unknown = (asked: Asked): ArmAnswer =>
  error(404, "ResourceNotFound", `The resource '${decodeURIComponent(asked.url.pathname)}' was not found.`);

const error = (status: number, code: string, message: string): ArmAnswer => ({
  status,
  body: { error: { code, message } },
});

function wholeAnswer({ status, headers = {}, body }: ArmAnswer): Answered {
  const type = body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
  const text = body === undefined ? "" : JSON.stringify(body);
  return {
    status,
    headers: { ...headers, ...type, "x-ms-request-id": "00000000-0000-0000-0000-000000000000" },
    body: text,
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return body.length === 0 ? undefined : (JSON.parse(body.toString("utf8")) as unknown);
  } catch {
    return undefined;
  }
}
