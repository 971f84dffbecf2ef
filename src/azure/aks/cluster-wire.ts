import type { ContainerServiceClient } from "@azure/arm-containerservice";
import { OutsideError } from "../../workflow/errors.ts";
import type { Begun, Handle, Progress } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { parsedAs } from "../arm/errors.ts";
import { beginRaw, begun, pollRaw, underWay } from "../arm/long-running.ts";
import { readRaw } from "../arm/raw.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { ClusterBody } from "./cluster-body.ts";

/** A managed cluster as raw JSON: what the SDK's serializer would drop is kept. */
export interface ClusterWire {
  client(id: string): ContainerServiceClient;
  read(id: string): Promise<ClusterBody | undefined>;
  get(id: string): Promise<ClusterBody>;
  write(method: "PUT" | "PATCH" | "POST", id: string, request: WireRequest): Promise<Begun>;
  poll(handle: Handle): Promise<Progress>;
}

interface WireRequest {
  /** Below the cluster, such as `/start`. */
  readonly action?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export function clusterWire(clients: Clients): ClusterWire {
  const client = (id: string) => clients.aks(parseResourceId(id).subscriptionId);
  const read = async (id: string): Promise<ClusterBody | undefined> => {
    const body = await readRaw(client(id), id);
    return body === undefined ? undefined : parsedAs(ClusterBody, body, id);
  };
  return {
    client,
    read,
    get: async (id) => (await read(id)) ?? absent(id),
    write: async (method, id, { action = "", ...rest }) =>
      begun(await beginRaw(client(id), { method, target: `${id}${action}`, resource: id, ...rest })),
    poll: async (handle) => pollRaw(client(handle.resourceId), handle),
  };
}

export function absent(id: string): never {
  throw stop("ResourceNotFound", id, {
    message: "It does not exist.",
    fix: "Check the resource id in the pair file.",
  });
}

/** Our own request under way is joined; anything else is somebody's whose end has to come first, however it ends. */
export function busyUnless(body: ClusterBody, id: string, ours: readonly string[]): Begun {
  const state = body.properties.provisioningState;
  return ours.includes(state) ? underWay(id) : { kind: "busy", handle: { resourceId: id }, doing: state };
}

export const stop = (code: string, resource: string, text: { message: string; fix: string }): OutsideError =>
  new OutsideError({ reaction: "stop", code, resource, ...text });
