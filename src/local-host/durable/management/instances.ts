import { empty, headerOf, json, type HostAnswer } from "../../http/exchange.ts";
import { eventTypes, timestampOf, type HistoryEvent } from "../history-event.ts";
import { isTerminal } from "../records.ts";
import type { Instance } from "../state.ts";
import { bodyText, flag, problem, type ManagementRequest } from "./management-request.ts";
import { jsonProblem } from "./json-problem.ts";
import { accepted, begin, existsAlready } from "./start.ts";
import { scheduledTwice } from "./history-view.ts";
import { entityStatusBody, findEntity, statusBody, type StatusOptions } from "./status-body.ts";

/** `GET instances/{id}`. */
export async function answerStatus(call: ManagementRequest, id: string): Promise<HostAnswer> {
  const { engine, query, request } = call;
  await engine.settled();
  const running = { location: request.url.href, "retry-after": "5" };
  const entity = findEntity(engine.state, id);
  if (entity !== undefined) return json(202, entityStatusBody(entity, statusOptions(query)), running);
  const instance = engine.state.instances.get(id);
  if (instance === undefined) return empty(404);
  const options = statusOptions(query);
  const twice = options.showHistory ? scheduledTwice(instance.history) : undefined;
  if (twice !== undefined) return historyUnreadable(twice);
  const body = statusBody(instance, options);
  if (!isTerminal(instance.status)) return json(202, body, running);
  const isError = instance.status === "Failed" && flag(query, "returnInternalServerErrorOnFailure");
  return json(isError ? 500 : 200, body);
}

/** What changed code has scheduled anew under a number that is taken cannot be shown. */
const historyUnreadable = (key: string): HostAnswer =>
  problem(400, {
    told: "One or more of the arguments submitted is incorrect",
    message: `An item with the same key has already been added. Key: ${key}`,
    type: "System.ArgumentException",
  });

const statusOptions = (query: URLSearchParams): StatusOptions => ({
  showInput: query.get("showInput")?.toLowerCase() !== "false",
  showHistory: flag(query, "showHistory"),
  showHistoryOutput: flag(query, "showHistoryOutput"),
});

/** `DELETE instances/{id}`. */
export async function answerPurge(call: ManagementRequest, id: string): Promise<HostAnswer> {
  const { engine } = call;
  const entity = findEntity(engine.state, id);
  const instance = engine.state.instances.get(id);
  if (instance === undefined) {
    // no status is asked of what may be an entity
    if (!id.startsWith("@")) return empty(404);
    if (entity !== undefined) await engine.commit({ kind: "purge", ids: [entity.id] });
    return json(200, { instancesDeleted: entity === undefined ? 0 : 1 });
  }
  if (!isTerminal(instance.status)) {
    return json(
      412,
      `Only orchestrations in a terminal state can be purged, but the orchestration with instance ID ${id} has status ${instance.status}`,
    );
  }
  await engine.commit({ kind: "purge", ids: [id] });
  return json(200, { instancesDeleted: 1 });
}

/** `POST instances/{id}/raiseEvent/{name}`. */
export async function answerRaise(call: ManagementRequest, id: string, name: string): Promise<HostAnswer> {
  const { engine, request } = call;
  const refused = refusalOf(call, id);
  if (refused !== undefined) return refused;
  if (!/^application\/json\b/i.test(headerOf(request, "content-type"))) {
    return json(400, { Message: "Only application/json request content is supported" });
  }
  const input = bodyText(call);
  if (input === null || input === undefined) {
    const { message, type } = jsonProblem(request.body.toString("utf8"), "tokens");
    return problem(400, { message, told: "Invalid JSON content", type });
  }
  if (engine.options.mode === "strict" && /^\d+$/.test(name)) {
    const message = `[strict] An event named "${name}" would complete the task of that number; give it a name that is no number.`;
    return problem(400, { message, type: "System.ArgumentException" });
  }
  return await send(call, id, {
    EventType: eventTypes.eventRaised,
    Name: name,
    Input: input,
    ParentTraceContext: null,
    ...moment(call),
  });
}

const moment = ({ engine }: ManagementRequest): { EventId: number; Timestamp: string } => ({
  EventId: -1,
  Timestamp: timestampOf(engine.now()),
});

function refusalOf({ engine }: ManagementRequest, id: string): HostAnswer | undefined {
  const instance = engine.state.instances.get(id);
  if (instance === undefined) return empty(404);
  return isTerminal(instance.status) ? empty(410) : undefined;
}

async function send(call: ManagementRequest, to: string, event: HistoryEvent): Promise<HostAnswer> {
  await call.engine.commit({ kind: "message", to, executionId: null, event });
  return empty(202);
}

/** `POST instances/{id}/terminate|suspend|resume`. */
export async function answerControl(
  call: ManagementRequest,
  id: string,
  order: "terminate" | "suspend" | "resume",
): Promise<HostAnswer> {
  const refused = refusalOf(call, id);
  if (refused !== undefined) return refused;
  const reason = call.query.get("reason");
  if (order === "terminate") {
    warnOfChildren(call, id);
    return await send(call, id, {
      EventType: eventTypes.executionTerminated,
      Input: reason,
      ...moment(call),
    });
  }
  const status = call.engine.state.instances.get(id)?.status ?? "Pending";
  if ((status === "Suspended") !== (order === "resume")) {
    const message = `Cannot ${order} the orchestration instance ${id} because instance is in the ${status} state.`;
    return problem(500, { message, type: "System.InvalidOperationException" });
  }
  const EventType = order === "suspend" ? eventTypes.suspended : eventTypes.resumed;
  return await send(call, id, { EventType, Reason: reason, ...moment(call) });
}

/** In production, too, they go on: nothing but their own code can hold them. */
function warnOfChildren({ engine }: ManagementRequest, id: string): void {
  const children = [...engine.state.instances.values()].filter(
    ({ parent, status }) => parent?.OrchestrationInstance.InstanceId === id && !isTerminal(status),
  );
  for (const child of children) {
    engine.options.warn(id, `Its child '${child.id}' goes on after it is terminated; terminate it as well.`);
  }
}

/** `POST instances/{id}/restart`: under a new id, unless asked otherwise. */
export async function answerRestart(call: ManagementRequest, id: string): Promise<HostAnswer> {
  const { engine, query } = call;
  const instance = engine.state.instances.get(id);
  if (instance === undefined) {
    const message = `No instance with ID '${id}' was found. (Parameter 'instanceId')`;
    const told = "InstanceId does not match a valid orchestration instance.";
    return problem(400, { message, told, type: "System.ArgumentException" });
  }
  const keepsId = query.get("restartWithNewInstanceId")?.toLowerCase() === "false";
  if (keepsId && !isTerminal(instance.status)) {
    return problem(409, {
      told: "A non-terminal instance with this instance ID already exists.",
      message: existsAlready(instance.status),
      type: "DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException",
    });
  }
  const newId = keepsId ? id : engine.newIds.hex("restart", id, engine.nextSequence());
  const { name, input, version } = instance;
  const executionId = engine.newIds.hex("restarted", newId, engine.nextSequence());
  await begin(call, { name, id: newId, input, version, executionId });
  return accepted(call, newId);
}

/** `POST instances/{id}/rewind`. */
export async function answerRewind({ engine, query }: ManagementRequest, id: string): Promise<HostAnswer> {
  const instance: Instance | undefined = engine.state.instances.get(id);
  if (instance === undefined) return json(404, `No orchestration with instance ID "$${id}" found.`);
  if (instance.status !== "Failed") {
    return json(
      412,
      `This orchestration has status ${instance.status}, but only orchestrations in the "Failed" state can be rewound.`,
    );
  }
  await engine.commit({ kind: "rewind", id, reason: query.get("reason"), at: engine.now() });
  return empty(202);
}
