import { empty, headerOf, json, type HostAnswer } from "../../http/exchange.ts";
import { isTerminal } from "../records.ts";
import type { Instance } from "../state.ts";
import { problem, type ManagementRequest } from "./management-request.ts";
import { pageOf } from "./paging.ts";
import { entityStatusBody, statusBody } from "./status-body.ts";

/** `GET instances`. What the filter does not understand it ignores, as the extension does. */
export async function answerList(call: ManagementRequest): Promise<HostAnswer> {
  const { engine, query, request } = call;
  if (query.get("top")?.startsWith("-") === true) {
    const message = "An error occurred while communicating with Azure Storage";
    return problem(500, { message, type: "DurableTask.AzureStorage.Storage.DurableTaskStorageException" });
  }
  await engine.settled();
  const page = pageOf(found(call), {
    top: query.get("top"),
    token: headerOf(request, "x-ms-continuation-token"),
  });
  const headers = page.token === undefined ? {} : { "x-ms-continuation-token": page.token };
  return json(
    200,
    page.items.map(({ body }) => body()),
    headers,
  );
}

interface Listed {
  readonly id: string;
  readonly body: () => object;
}

const plain = { showInput: true, showHistory: false, showHistoryOutput: false };

function found(call: ManagementRequest): readonly Listed[] {
  const { engine, query } = call;
  const matches = filterOf(query);
  const prefix = query.get("instanceIdPrefix") ?? "";
  const instances = [...engine.state.instances.values()]
    .filter(matches)
    .map((instance): Listed => ({ id: instance.id, body: () => statusBody(instance, plain) }));
  const entities = [...engine.state.entities.values()]
    .filter(({ createdAt }) => matches({ createdAt, status: "Running" }))
    .map((entity): Listed => ({ id: entity.id, body: () => entityStatusBody(entity, plain) }));
  return [...instances, ...entities].filter(({ id }) => id.startsWith(prefix));
}

const statuses: readonly string[] = [
  "Running",
  "Completed",
  "ContinuedAsNew",
  "Failed",
  "Canceled",
  "Terminated",
  "Pending",
  "Suspended",
];

const statusFilter = (query: URLSearchParams): readonly string[] =>
  query
    .getAll("runtimeStatus")
    .flatMap((list) => list.split(","))
    .map((name) => statuses.find((status) => status.toLowerCase() === name.trim().toLowerCase()))
    .filter((status) => status !== undefined);

type Filter = (instance: Pick<Instance, "createdAt" | "status">) => boolean;

function filterOf(query: URLSearchParams): Filter {
  const [from, to] = [timeOf(query, "createdTimeFrom"), timeOf(query, "createdTimeTo")];
  const wanted = statusFilter(query);
  return ({ createdAt, status }) =>
    createdAt >= (from ?? Number.NEGATIVE_INFINITY) &&
    createdAt <= (to ?? Number.POSITIVE_INFINITY) &&
    (wanted.length === 0 || wanted.includes(status));
}

function timeOf(query: URLSearchParams, name: string): number | undefined {
  const ms = Date.parse(query.get(name) ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

const terminal: readonly string[] = ["Completed", "Failed", "Terminated", "Canceled"];

/**
 * `DELETE instances`. In production a filter without a terminal status deletes whatever was created in that time, running
 * instances and entities, too; strict mode refuses.
 */
export async function answerPurgeByFilter({ engine, query }: ManagementRequest): Promise<HostAnswer> {
  const from = timeOf(query, "createdTimeFrom");
  if (from === undefined) return json(400, "Please provide value for 'createdTimeFrom' parameter.");
  const wanted = statusFilter(query).filter((status) => terminal.includes(status));
  if (wanted.length === 0 && engine.options.mode === "strict") {
    const message =
      "[strict] Without a terminal runtimeStatus this would delete running instances and entities, too. Name Completed, Failed or Terminated, or start the host with --mode faithful.";
    return problem(400, { message, type: "System.ArgumentException" });
  }
  const isInTime = filterOf(new URLSearchParams([...query].filter(([name]) => name.startsWith("created"))));
  const ids = [...engine.state.instances.values()]
    .filter((instance) => isInTime(instance) && isWanted(instance, wanted))
    .map(({ id }) => id);
  const entityIds = [...engine.state.entities.values()]
    .filter(({ createdAt }) => wanted.length === 0 && isInTime({ createdAt, status: "Running" }))
    .map(({ id }) => id);
  const all = [...ids, ...entityIds];
  if (all.length === 0) return empty(404);
  await engine.commit({ kind: "purge", ids: all });
  return json(200, { instancesDeleted: all.length });
}

/** An empty list of statuses means no filter at all. */
const isWanted = ({ status }: Instance, wanted: readonly string[]): boolean =>
  wanted.length === 0 || (isTerminal(status) && wanted.includes(status));
