import { empty, json, type HostAnswer } from "../../http/exchange.ts";
import { isTerminal } from "../records.ts";
import { jsonProblem } from "./json-problem.ts";
import { parseText } from "./status-body.ts";
import { encodeId, linksOf } from "./links.ts";
import { bodyText, problem, type ManagementRequest } from "./management-request.ts";

interface Order {
  readonly name: string;
  readonly id: string | undefined;
}

/** `POST orchestrators/{name}[/{id}]`. An unknown name is accepted, too, and fails later. */
export async function answerStart(call: ManagementRequest, order: Order): Promise<HostAnswer> {
  const input = bodyText(call);
  if (input === undefined) return badInput(call);
  const id = order.id ?? call.engine.newIds.hex("instance", order.name, call.engine.nextSequence());
  const replaces = call.engine.options.hostJson.overridableExistingInstanceStates === "AnyState";
  const conflict = replaces ? undefined : runningStatus(call, id);
  if (conflict !== undefined) return json(409, { Message: existsAlready(conflict) });
  warnOfOverwriting(call, id);
  const version = call.query.get("version");
  await begin(call, { name: order.name, id, input, version, ...(replaces ? { replaces } : {}) });
  const timeout = call.query.get("timeout");
  return timeout === null ? accepted(call, id) : await waitForEnd(call, id, Number(timeout));
}

export const existsAlready = (status: string): string =>
  `An Orchestration instance with the status ${status} already exists.`;

/** Whoever has looked at the status first may want just that, so it is told and not refused. */
function warnOfOverwriting({ engine }: ManagementRequest, id: string): void {
  const earlier = engine.state.instances.get(id);
  if (earlier === undefined) return;
  const how = isTerminal(earlier.status) ? `has ended as ${earlier.status}` : `is ${earlier.status}`;
  const message = `This start overwrites the instance that ${how}; an event delivered twice does so, too.`;
  engine.options.warn(id, message);
}

function runningStatus({ engine }: ManagementRequest, id: string): string | undefined {
  const existing = engine.state.instances.get(id);
  return existing !== undefined && !isTerminal(existing.status) ? existing.status : undefined;
}

export async function begin(
  { engine }: ManagementRequest,
  order: {
    name: string;
    id: string;
    input: string | null;
    version: string | null;
    executionId?: string;
    replaces?: true;
  },
): Promise<void> {
  await engine.commit({
    kind: "start",
    ...order,
    version: order.version ?? engine.options.hostJson.defaultVersion,
    executionId: order.executionId ?? engine.newIds.guid("execution", order.id, engine.nextSequence()),
    parent: null,
    at: engine.now(),
  });
}

export function accepted({ links }: ManagementRequest, id: string): HostAnswer {
  const { rewindPostUri: _left, ...shown } = linksOf(encodeId(id), links, id);
  return json(202, shown, { location: shown.statusQueryGetUri, "retry-after": "10" });
}

/** What the reader refuses is a 400; what it has read, and nobody can make anything of, a 500. */
function badInput({ request }: ManagementRequest): HostAnswer {
  const { message, type } = jsonProblem(request.body.toString("utf8"), "value");
  const isOfReader = type.endsWith(".JsonReaderException");
  return problem(isOfReader ? 400 : 500, { message, type, told: "Invalid JSON content" });
}

/** Waits on the clock, so that an orchestration with timers can end meanwhile. */
async function waitForEnd(call: ManagementRequest, id: string, seconds: number): Promise<HostAnswer> {
  const { engine } = call;
  const isEnded = (): boolean => runningStatus(call, id) === undefined;
  if (!isEnded()) await call.request.standAside(nextEnd(call, id, Math.max(0, seconds || 0) * 1000));
  await engine.settled();
  const instance = engine.state.instances.get(id);
  if (instance === undefined) return empty(404);
  return isEnded() ? json(200, parseText(instance.output)) : accepted(call, id);
}

async function nextEnd({ engine }: ManagementRequest, id: string, timeoutMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const stop = engine.onEnd(id, () => {
      cancel();
      resolve();
    });
    const cancel = engine.options.clock.at(engine.now() + timeoutMs, engine.nextSequence(), () => {
      stop();
      resolve();
    });
  });
}
