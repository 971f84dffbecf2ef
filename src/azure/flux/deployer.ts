import { z } from "zod";
import type { Color, Pair } from "../../domain/environment/pair.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Begun, Deployer } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orTrouble } from "../arm/errors.ts";
import { beginRaw, begun, isBusy, pollRaw, underWay } from "../arm/long-running.ts";
import { readRaw } from "../arm/raw.ts";
import { renamed, type ClusterNames } from "./cluster-names.ts";
import { parseResourceId } from "../arm/resource-id.ts";

/** The workloads come by GitOps: extension and configurations of the active cluster are cloned through ARM. */
export function fluxDeployer(clients: Clients): Deployer {
  const clientOf = (id: string) => clients.flux(parseResourceId(id).subscriptionId);
  const clusterOf = (pair: Pair, color: Color) => pair.environments[color].clusterId;
  return {
    begin: async (pair, { from, to }) => {
      const client = clientOf(clusterOf(pair, to));
      for (const path of await wanted(clients, clusterOf(pair, from))) {
        const step = await cloneOne(client, {
          from: `${clusterOf(pair, from)}${path}`,
          to: `${clusterOf(pair, to)}${path}`,
          names: { COLOR: to, CLUSTER_NAME: parseResourceId(clusterOf(pair, to)).names[0] ?? "" },
        });
        if (step.kind === "begun") return step;
      }
      return { kind: "done" };
    },
    state: async (pair, color) => {
      const found = await configurations(clients, clusterOf(pair, color));
      const waiting = found.filter((one) => one.complianceState !== "Compliant");
      const waitingFor = waiting
        .map((one) => `${one.name ?? "?"} (${one.complianceState ?? "no state yet"})`)
        .join(", ");
      return {
        ready: found.length > 0 && waiting.length === 0,
        waitingFor: found.length === 0 ? "a Flux configuration" : waitingFor,
      };
    },
    poll: async (handle) => pollRaw(clientOf(handle.resourceId), handle),
  };
}

const rp = "/providers/Microsoft.KubernetesConfiguration";

/** The extension first: a configuration needs it. */
async function wanted(clients: Clients, source: string): Promise<readonly string[]> {
  const found = await configurations(clients, source);
  if (found.length === 0) throw nothingToClone(source);
  return [
    `${rp}/extensions/${await extensionName(clients, source)}`,
    ...found.map((one) => `${rp}/fluxConfigurations/${one.name ?? ""}`),
  ];
}

async function extensionName(clients: Clients, clusterId: string): Promise<string> {
  const { subscriptionId, resourceGroup, names } = parseResourceId(clusterId);
  const list = clients.flux(subscriptionId).extensions;
  const pages = list.list(resourceGroup, "Microsoft.ContainerService", "managedClusters", names[0] ?? "");
  const find = async (): Promise<string | undefined> => {
    for await (const one of pages) if (one.extensionType?.toLowerCase() === "microsoft.flux") return one.name;
    return undefined;
  };
  const name = await orTrouble(clusterId, find());
  if (name === undefined) throw nothingToClone(clusterId);
  return name;
}

async function configurations(clients: Clients, clusterId: string) {
  const { subscriptionId, resourceGroup, names } = parseResourceId(clusterId);
  const list = clients.flux(subscriptionId).fluxConfigurations;
  const pages = list.list(resourceGroup, "Microsoft.ContainerService", "managedClusters", names[0] ?? "");
  const all: { name?: string | undefined; complianceState?: string | undefined }[] = [];
  const collect = async () => {
    for await (const one of pages) all.push({ name: one.name, complianceState: one.complianceState });
  };
  await orTrouble(clusterId, collect());
  return all;
}

const Body = z.looseObject({
  properties: z.looseObject({ provisioningState: z.string().default("Succeeded") }),
});

/** What the service fills in itself, or never returns whole. */
const leftOut: ReadonlySet<string> = new Set([
  "provisioningState",
  "statuses",
  "repositoryPublicKey",
  "sourceSyncedCommitId",
  "sourceUpdatedAt",
  "statusUpdatedAt",
  "complianceState",
  "errorMessage",
  "errorInfo",
  "isSystemExtension",
  "currentVersion",
  "customLocationSettings",
  "packageUri",
  "configurationProtectedSettings",
]);

async function cloneOne(
  client: Parameters<typeof readRaw>[0],
  way: { from: string; to: string; names: ClusterNames },
): Promise<Begun> {
  const there = await readRaw(client, way.to);
  if (there !== undefined) {
    return isBusy(Body.parse(there).properties.provisioningState) ? underWay(way.to) : { kind: "done" };
  }
  const source = await readRaw(client, way.from);
  if (source === undefined) throw nothingToClone(way.from);
  const entries = Object.entries(Body.parse(source).properties).filter(
    ([name, value]) => !leftOut.has(name) && value !== null,
  );
  const body = { properties: renamed(Object.fromEntries(entries), way.names) };
  return begun(await beginRaw(client, { method: "PUT", target: way.to, resource: way.to, body }));
}

const nothingToClone = (resource: string): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "NOTHING_TO_CLONE",
    message: "The active cluster has no Flux extension and configuration to clone.",
    resource,
    fix: "Set the pair's deployer to none, or bring the workloads under Flux first.",
  });
