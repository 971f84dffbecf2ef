import { empty, headerOf, json, type HostAnswer } from "../../http/exchange.ts";
import { unknownFunction } from "../failure.ts";
import { timestampOf } from "../history-event.ts";
import { guid } from "../ids.ts";
import { entityIdOf } from "../simulation/entities.ts";
import { jsonProblem } from "./json-problem.ts";
import { flag, type ManagementRequest } from "./management-request.ts";
import { pageOf } from "./paging.ts";
import { parseText } from "./status-body.ts";

interface EntityName {
  readonly name: string;
  readonly key: string;
}

/** `GET entities/{name}/{key}`. */
export async function answerEntityState(
  { engine }: ManagementRequest,
  { name, key }: EntityName,
): Promise<HostAnswer> {
  await engine.settled();
  const entity = engine.state.entities.get(entityIdOf(name, key));
  return entity?.exists === true ? json(200, parseText(entity.state)) : empty(404);
}

/** `POST entities/{name}/{key}?op=`, and DELETE, which is the operation `delete`. */
export async function answerSignal(call: ManagementRequest, { name, key }: EntityName): Promise<HostAnswer> {
  const { engine, request, query } = call;
  const { functions } = engine.options;
  if (functions.find("entity", name) === undefined) {
    return json(400, { Message: unknownFunction(name, "an entity", functions.names("entity")) });
  }
  const input = inputOf(call);
  if (input === undefined) {
    const { message } = jsonProblem(call.request.body.toString("utf8"), "tokens");
    return json(400, { Message: `Could not parse JSON content: ${message}` });
  }
  const to = entityIdOf(name, key);
  await engine.commit({
    kind: "signal",
    to,
    message: {
      kind: "operation",
      id: guid("signal", to, engine.nextSequence()),
      name: request.method === "DELETE" ? "delete" : (query.get("op") ?? ""),
      input,
      isSignal: true,
      sender: null,
    },
    at: engine.now(),
  });
  return empty(202);
}

/** JSON text; what is not sent as JSON is a string. undefined: malformed. */
function inputOf({ request }: ManagementRequest): string | null | undefined {
  if (request.body.length === 0) return request.method === "DELETE" ? '""' : null;
  const text = request.body.toString("utf8");
  if (/^text\//i.test(headerOf(request, "content-type"))) return JSON.stringify(text);
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** `GET entities[/{name}]`. */
export async function answerEntityList(
  { engine, query, request }: ManagementRequest,
  name: string | undefined,
): Promise<HostAnswer> {
  await engine.settled();
  const from = Date.parse(query.get("lastOperationTimeFrom") ?? "");
  const prefix = name === undefined ? "@" : `@${name.toLowerCase()}@`;
  const all = [...engine.state.entities.values()].filter(
    ({ id, exists, updatedAt }) =>
      exists && id.startsWith(prefix) && (Number.isNaN(from) || updatedAt >= from),
  );
  const page = pageOf(all, {
    top: query.get("top"),
    token: headerOf(request, "x-ms-continuation-token"),
  });
  const body = page.items.map((entity) => {
    const [, entityName = "", ...key] = entity.id.split("@");
    return {
      entityId: { name: entityName, key: key.join("@") },
      lastOperationTime: timestampOf(entity.updatedAt),
      state: flag(query, "fetchState") ? parseText(entity.state) : null,
    };
  });
  return json(200, body, page.token === undefined ? {} : { "x-ms-continuation-token": page.token });
}
