import { empty, type HostAnswer } from "../../http/exchange.ts";
import { answerEntityList, answerEntityState, answerSignal } from "./entities.ts";
import { answerList, answerPurgeByFilter } from "./instance-lists.ts";
import {
  answerControl,
  answerPurge,
  answerRaise,
  answerRestart,
  answerRewind,
  answerStatus,
} from "./instances.ts";
import { problem, type ManagementRequest } from "./management-request.ts";
import { answerStart } from "./start.ts";

type Answer = Promise<HostAnswer> | HostAnswer;

const nowhere = empty(404);

/** The Durable extension's HTTP API; `path` is what follows its prefix. Whatever does not fit is a 404 without a body. */
export async function answerManagement(call: ManagementRequest, path: string): Promise<HostAnswer> {
  const refused = checkHub(call);
  if (refused !== undefined) return refused;
  const segments = path.replace(/\/$/, "").split("/").map(decode);
  if (segments.some((segment) => segment === undefined || segment.includes("/"))) return nowhere;
  const [area = "", ...rest] = segments as string[];
  switch (area.toLowerCase()) {
    case "orchestrators":
      return await orchestrators(call, rest);
    case "instances":
      return await instances(call, rest);
    case "entities":
      return await entities(call, rest);
    default:
      return nowhere;
  }
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

function checkHub({ query, engine }: ManagementRequest): HostAnswer | undefined {
  const hub = query.get("taskHub");
  if (hub !== null && hub.toLowerCase() !== engine.options.hostJson.hubName.toLowerCase()) return nowhere;
  const connection = query.get("connection");
  if (connection === null || /^(?:Storage|AzureWebJobsStorage)$/i.test(connection)) return undefined;
  const message = `Unable to resolve the Azure Storage connection named '${connection}'.`;
  return problem(500, { message, type: "System.InvalidOperationException" });
}

function orchestrators(call: ManagementRequest, rest: readonly string[]): Answer {
  const [name, id] = rest;
  const isStart = call.request.method === "POST" && name !== undefined && name !== "" && rest.length <= 2;
  return isStart ? answerStart(call, { name, id }) : nowhere;
}

function instances(call: ManagementRequest, rest: readonly string[]): Answer {
  const { method } = call.request;
  const [id = "", order, name] = rest;
  if (id === "")
    return byMethod(method, { GET: () => answerList(call), DELETE: () => answerPurgeByFilter(call) });
  if (order === undefined) {
    return byMethod(method, { GET: () => answerStatus(call, id), DELETE: () => answerPurge(call, id) });
  }
  if (method !== "POST") return nowhere;
  if (name === undefined) return orders[order.toLowerCase()]?.(call, id) ?? nowhere;
  const isRaise = order.toLowerCase() === "raiseevent" && rest.length === 3;
  return isRaise ? answerRaise(call, id, name) : nowhere;
}

const byMethod = (method: string, answers: Readonly<Record<string, () => Answer>>): Answer =>
  answers[method]?.() ?? nowhere;

const orders: Readonly<Record<string, (call: ManagementRequest, id: string) => Answer>> = {
  terminate: async (call, id) => answerControl(call, id, "terminate"),
  suspend: async (call, id) => answerControl(call, id, "suspend"),
  resume: async (call, id) => answerControl(call, id, "resume"),
  restart: answerRestart,
  rewind: answerRewind,
};

function entities(call: ManagementRequest, rest: readonly string[]): Answer {
  const { method } = call.request;
  const [name, key] = rest;
  if (name === undefined || key === undefined) {
    return byMethod(method, { GET: () => answerEntityList(call, name) });
  }
  if (rest.length > 2) return nowhere;
  const entity = { name, key };
  return byMethod(method, {
    GET: () => answerEntityState(call, entity),
    POST: () => answerSignal(call, entity),
    DELETE: () => answerSignal(call, entity),
  });
}
