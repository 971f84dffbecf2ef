import { supportPlans } from "../../domain/environment/support-calendar.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Begun, Cluster, Clusters, CopyOrder } from "../../workflow/ports.ts";
import type { Clients } from "../arm/clients.ts";
import { isBusy, underWay } from "../arm/long-running.ts";
import { beginCopyAttached, lackingAttached } from "./attached/copy.ts";
import { planAttached } from "./attached/list.ts";
import { beginRestoreAutoUpgrade } from "./auto-upgrade.ts";
import { beginHold, beginRestore } from "./capacity.ts";
import { poolVersion, runningVersion, type ClusterBody } from "./cluster-body.ts";
import { busyUnless, clusterWire, stop, type ClusterWire } from "./cluster-wire.ts";
import { copyOf, differencesOf, withControlPlane, type Copied } from "./copying/copy.ts";
import type { JsonObject } from "./copying/paths.ts";
import { formOf } from "./form.ts";
import { beginPool } from "./pools.ts";
import { addressingFor } from "./preflight/addressing.ts";
import { egressFindings } from "./preflight/egress.ts";
import { roomFor } from "./preflight/room.ts";
import { offeredVersions, upgradeTargets } from "./versions.ts";

const operationTag = "bluegreen-operation";

/** Managed clusters and their node pools. */
export function aksClusters(clients: Clients): Clusters {
  const wire = clusterWire(clients);
  const copyBy = async (order: CopyOrder) => copied(await wire.get(order.from), order, {}).body;
  return {
    find: async (id) => {
      const body = await wire.read(id);
      return body === undefined ? undefined : clusterOf(body, id);
    },
    offeredVersions: async (id, location) => offeredVersions(wire.client(id), location, await wire.get(id)),
    upgradeTargets: async (id) => upgradeTargets(wire.client(id), id),
    planCopy: async (order) => {
      const source = await wire.get(order.from);
      const { findings, differences } = copied(source, order, {});
      return { findings: [...findings, ...egressFindings(source)], differences };
    },
    roomFor: async (order) => roomFor(wire.client(order.to), await copyBy(order), order),
    addressingFor: async (order) => addressingFor(wire.client(order.to), await copyBy(order), order),
    beginCopy: async (order) => beginCopy(wire, order),
    planAttached: async (order) => planAttached(wire, order),
    lackingAttached: async (order) => lackingAttached(wire, order),
    beginCopyAttached: async (order) => beginCopyAttached(wire, order),
    compare: async (order) => compare(wire, order),
    beginStart: async (id) =>
      beginPower(wire, id, { action: "/start", state: "Running", ours: ["Starting", "Creating"] }),
    beginStop: async (id) => beginPower(wire, id, { action: "/stop", state: "Stopped", ours: ["Stopping"] }),
    beginUpgradeControlPlane: async (id, version) => {
      const body = await wire.get(id);
      if (isBusy(body.properties.provisioningState)) return busyUnless(body, id, ["Upgrading"]);
      if (runningVersion(body) === version && body.properties.provisioningState === "Succeeded")
        return { kind: "done" };
      return wire.write("PUT", id, { body: withControlPlane(body, version) });
    },
    beginUpgradePool: async (id, pool, version) => beginPool(wire, { id, pool, version }),
    beginHoldCapacity: async (id) => beginHold(wire, id),
    beginRestoreCapacity: async (id) => beginRestore(wire, id),
    beginRestoreAutoUpgrade: async (order) => beginRestoreAutoUpgrade(wire, order),
    beginTag: async (id, tags) => {
      const body = await wire.get(id);
      const merged = mergedTags(body.tags ?? {}, tags);
      return sameTags(body.tags ?? {}, merged)
        ? { kind: "done" }
        : wire.write("PATCH", id, { body: { tags: merged } });
    },
    form: async (id) => {
      const body = await wire.read(id);
      return body === undefined ? undefined : formOf(body);
    },
    poll: async (handle) => wire.poll(handle),
  };
}

async function compare(
  wire: ClusterWire,
  { active, candidate, overrides }: Parameters<Clusters["compare"]>[0],
): ReturnType<Clusters["compare"]> {
  const [one, other] = await Promise.all([wire.read(active), wire.read(candidate)]);
  if (one === undefined || other === undefined) return undefined;
  return differencesOf(one, other, overrides as JsonObject);
}

async function beginCopy(wire: ClusterWire, order: Parameters<Clusters["beginCopy"]>[0]): Promise<Begun> {
  const { from, to, operationId } = order;
  const there = await wire.read(to);
  if (there !== undefined) return adopt(there, to, operationId);
  const { body, findings } = copied(await wire.get(from), order, { [operationTag]: operationId });
  // somebody may have changed the active cluster since it was planned
  const inTheWay = findings.find(({ severity }) => severity === "blocking");
  if (inTheWay !== undefined) throw stop(inTheWay.code, inTheWay.resource, inTheWay);
  try {
    return await wire.write("PUT", to, { body, headers: { "if-none-match": "*" } });
  } catch (error) {
    // somebody was faster, perhaps we ourselves before a crash: what is there now decides
    const now = isPreconditionFailed(error) ? await wire.read(to) : undefined;
    if (now === undefined) throw error;
    return adopt(now, to, operationId);
  }
}

/** The pair file says the candidate's properties as JSON; they were read as such. */
function copied(source: ClusterBody, order: CopyOrder, tags: Readonly<Record<string, string>>): Copied {
  const { to, version, candidate, nodeResourceGroup } = order;
  const overrides = order.overrides as JsonObject;
  return copyOf(source, { to, version, tags, candidate, nodeResourceGroup, overrides });
}

async function beginPower(
  wire: ClusterWire,
  id: string,
  request: { action: string; state: string; ours: readonly string[] },
): Promise<Begun> {
  const body = await wire.get(id);
  if (isBusy(body.properties.provisioningState)) return busyUnless(body, id, request.ours);
  return body.properties.powerState.code === request.state
    ? { kind: "done" }
    : wire.write("POST", id, { action: request.action });
}

/** A cluster with our tag is what an earlier try of ours has begun; any other is never overwritten. */
function adopt(there: ClusterBody, id: string, operationId: string): Begun {
  if (there.tags?.[operationTag] !== operationId) throw nameTaken(id);
  const state = there.properties.provisioningState;
  if (state === "Failed") throw buildFailed(id);
  return isBusy(state) ? underWay(id) : { kind: "done" };
}

const isPreconditionFailed = (error: unknown): boolean =>
  error instanceof OutsideError &&
  (error.trouble.code === "PreconditionFailed" || error.trouble.code === "HTTP_412");

function clusterOf(body: ClusterBody, id: string): Cluster {
  const { name, location, properties } = body;
  return {
    id,
    name,
    location,
    provisioningState: properties.provisioningState,
    powerState: properties.powerState.code === "Stopped" ? "Stopped" : "Running",
    version: runningVersion(body),
    supportPlan: supportPlans.find((plan) => plan === properties.supportPlan) ?? "KubernetesOfficial",
    oidcIssuer: properties.oidcIssuerProfile?.issuerURL ?? null,
    pools: properties.agentPoolProfiles.map((pool) => ({
      name: pool.name,
      mode: pool.mode,
      count: pool.count,
      version: poolVersion(pool),
      provisioningState: pool.provisioningState,
      powerState: pool.powerState.code,
    })),
    tags: body.tags ?? {},
  };
}

function mergedTags(
  own: Readonly<Record<string, string>>,
  desired: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all: Record<string, string | null> = { ...own, ...desired };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
}

const sameTags = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([name, value]) => b[name] === value);

const nameTaken = (id: string): OutsideError =>
  stop("CLUSTER_NAME_TAKEN", id, {
    message: "A cluster of that name is there, and this operation has not made it.",
    fix: "Start again: it is planned as the kept environment then; or name another cluster in the pair file.",
  });

const buildFailed = (id: string): OutsideError =>
  stop("CLUSTER_BUILD_FAILED", id, {
    message: "The cluster was created, but its provisioning state is Failed.",
    fix: "Read its activity log, delete it, then start again.",
  });
