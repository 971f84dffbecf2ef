import { z } from "zod";
import type { FluxConfiguration } from "@azure/arm-kubernetesconfiguration";
import { otherColor, type Color, type Pair } from "../../domain/environment/pair.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Begun, Deployer } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { orAbsent, orTrouble } from "../arm/errors.ts";
import { beginRaw, begun, isBusy, pollRaw, underWay } from "../arm/long-running.ts";
import { readRaw } from "../arm/raw.ts";
import { renamed, type ClusterNames } from "./cluster-names.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import { lags } from "./revisions.ts";
import { fixedDifferences, patchTowards, settingsIn, type Properties } from "./settings.ts";

/**
 * The workloads come by GitOps: extension and configurations of the active cluster are cloned through ARM, and what a
 * kept cluster has of them is brought to what they say now.
 */
export function fluxDeployer(clients: Clients): Deployer {
  const clientOf = (id: string) => clients.flux(parseResourceId(id).subscriptionId);
  const clusterOf = (pair: Pair, color: Color) => pair.environments[color].clusterId;
  return {
    begin: async (pair, { from, to }) => {
      const [source, target] = [clusterOf(pair, from), clusterOf(pair, to)];
      const client = clientOf(target);
      const names = { COLOR: to, CLUSTER_NAME: parseResourceId(target).names[0] ?? "" };
      for (const path of await wanted(clients, { source, target })) {
        const step = await bringOne(client, { from: `${source}${path}`, to: `${target}${path}`, names });
        if (step.kind === "begun") return step;
      }
      return { kind: "done" };
    },
    state: async (pair, color) => {
      const there = (await configurations(clients, clusterOf(pair, color))) ?? [];
      if (there.length === 0) return { ready: false, waitingFor: "a Flux configuration" };
      const other = otherColor(color);
      const reference = {
        color: other,
        configurations: (await configurations(clients, clusterOf(pair, other))) ?? [],
      };
      let waiting = lags(there, reference);
      // what a cluster told before it was stopped is of the past, and nobody can wait for it to go on
      if (waiting.length > 0 && !(await isRunning(clients, clusterOf(pair, other))))
        waiting = lags(there, undefined);
      return { ready: waiting.length === 0, waitingFor: waiting.join(", ") };
    },
    poll: async (handle) => pollRaw(clientOf(handle.resourceId), handle),
  };
}

const rp = "/providers/Microsoft.KubernetesConfiguration";

/** The extension first: a configuration needs it. */
async function wanted(
  clients: Clients,
  { source, target }: { source: string; target: string },
): Promise<readonly string[]> {
  const found = await configurations(clients, source);
  // where the source is gone for good, what the target has is all there is
  if (found === undefined && ((await configurations(clients, target)) ?? []).length > 0) return [];
  if (found === undefined || found.length === 0) throw nothingToClone(source);
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

/** undefined: there is no such cluster. */
async function configurations(
  clients: Clients,
  clusterId: string,
): Promise<readonly FluxConfiguration[] | undefined> {
  const { subscriptionId, resourceGroup, names } = parseResourceId(clusterId);
  const list = clients.flux(subscriptionId).fluxConfigurations;
  const pages = list.list(resourceGroup, "Microsoft.ContainerService", "managedClusters", names[0] ?? "");
  const collect = async () => {
    const all: FluxConfiguration[] = [];
    for await (const one of pages) all.push(one);
    return all;
  };
  return orAbsent(clusterId, collect());
}

const PowerState = z.looseObject({
  properties: z.looseObject({ powerState: z.looseObject({ code: z.string() }) }),
});

async function isRunning(clients: Clients, clusterId: string): Promise<boolean> {
  const cluster = await readRaw(clients.aks(parseResourceId(clusterId).subscriptionId), clusterId);
  const parsed = PowerState.safeParse(cluster);
  return cluster !== undefined && (!parsed.success || parsed.data.properties.powerState.code !== "Stopped");
}

const Body = z.looseObject({
  properties: z.looseObject({ provisioningState: z.string().default("Succeeded") }),
});

interface Way {
  readonly from: string;
  readonly to: string;
  readonly names: ClusterNames;
}

type Client = Parameters<typeof readRaw>[0];

/** Nothing is there: it is cloned. Something is: it is left alone, or changed where it is not as the source. */
async function bringOne(client: Client, way: Way): Promise<Begun> {
  const there = await propertiesOf(client, way.to);
  if (there !== undefined && isBusy(there.provisioningState)) return underWay(way.to);
  const source = await propertiesOf(client, way.from);
  if (source === undefined) throw nothingToClone(way.from);
  const settings = renamed(settingsIn(source), way.names);
  const isConfiguration = /\/fluxConfigurations\//i.test(way.to);
  if (there !== undefined && isConfiguration) return changeTo(client, way.to, { there, settings });
  if (there !== undefined && !hasFailed(there)) return { kind: "done" };
  const body = { properties: settings };
  return begun(await beginRaw(client, { method: "PUT", target: way.to, resource: way.to, body }));
}

const propertiesOf = async (client: Client, id: string) => {
  const found = await readRaw(client, id);
  return found === undefined ? undefined : Body.parse(found).properties;
};

type Found = z.infer<typeof Body>["properties"];

const hasFailed = ({ provisioningState }: Found): boolean => provisioningState.toLowerCase() !== "succeeded";

async function changeTo(
  client: Client,
  id: string,
  { there, settings }: { there: Found; settings: Properties },
): Promise<Begun> {
  const fixed = fixedDifferences(there, settings);
  if (fixed.length > 0) throw otherPlace(id, fixed);
  const patch = patchTowards(there, settings) ?? (hasFailed(there) ? patchTowards({}, settings) : undefined);
  if (patch === undefined) return { kind: "done" };
  // an update leaves the configuration's secrets alone, which nobody can read to write them again
  const body = { properties: patch };
  return begun(await beginRaw(client, { method: "PATCH", target: id, resource: id, body }));
}

const otherPlace = (resource: string, fixed: readonly string[]): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "FLUX_CONFIGURATION_DIFFERS",
    message: `Its ${fixed.join(" and ")} cannot be changed, and the active cluster's configuration of that name has another.`,
    resource,
    fix: "Delete this configuration, then start the upgrade again: it is cloned anew.",
  });

const nothingToClone = (resource: string): OutsideError =>
  new OutsideError({
    reaction: "stop",
    code: "NOTHING_TO_CLONE",
    message: "The active cluster has no Flux extension and configuration to clone.",
    resource,
    fix: "Set the pair's deployer to none, or bring the workloads under Flux first.",
  });
