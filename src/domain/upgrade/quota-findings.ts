import type { Color } from "../environment/pair.ts";
import { blocking, warning, type Finding } from "./findings.ts";

/** A node pool of the cluster to be, as Azure has to find machines for it. */
export interface WantedPool {
  readonly name: string;
  /** undefined: it mixes sizes, and chooses among them by itself. */
  readonly vmSize: string | undefined;
  /** As many as the active's pool has now. */
  readonly nodes: number;
  /** As many as its autoscaler may ask for. */
  readonly mostNodes: number;
  /** Nodes besides while it climbs a version. */
  readonly surge: number;
  readonly zones: readonly string[];
  readonly isSpot: boolean;
}

export interface VmSize {
  readonly name: string;
  /** As the region's usages name its quota, such as standardDSv5Family. */
  readonly family: string;
  readonly vCpus: number;
  /** Why the subscription may not have it there: Azure's reason code. */
  readonly refusedBecause: string | undefined;
  /** In which it is offered to this subscription. */
  readonly zones: readonly string[];
}

export interface Quota {
  readonly name: string;
  readonly used: number;
  readonly limit: number;
}

/** What a region offers one subscription, and who asks; `unread`: why it could not be looked at. */
export interface Room {
  readonly candidate: Color;
  readonly subscriptionId: string;
  readonly location: string;
  readonly pools: readonly WantedPool[];
  readonly offer:
    | { readonly sizes: readonly VmSize[]; readonly quotas: readonly Quota[] }
    | { readonly unread: string };
}

/** Whether the region has room for a second cluster while the first goes on. */
export function roomFindings(room: Room, hops: number): readonly Finding[] {
  const { offer, pools } = room;
  if ("unread" in offer) return [notLookedAt(room, offer.unread)];
  const needs: Need[] = [];
  const findings: Finding[] = [];
  for (const found of pools.filter(({ mostNodes }) => mostNodes > 0)) {
    const pool = hops > 0 ? found : { ...found, surge: 0 };
    const size = offer.sizes.find(({ name }) => name.toLowerCase() === pool.vmSize?.toLowerCase());
    if (size === undefined) findings.push(sizeUnknown(room, pool));
    else {
      needs.push({ pool, size });
      findings.push(...sizeFindings(room, { pool, size }));
    }
  }
  return [...findings, ...offer.quotas.flatMap((quota) => quotaFindings(room, quota, needs))];
}

interface Need {
  readonly pool: WantedPool;
  readonly size: VmSize;
}

function sizeFindings({ candidate, location }: Room, { pool, size }: Need): readonly Finding[] {
  const fix = `Ask Azure's support for it, or give the pool ${pool.name} another size (az aks nodepool add --node-vm-size); az vm list-skus --location ${location} --size ${size.name} --all tells what is restricted.`;
  if (size.refusedBecause !== undefined) {
    const message = `${candidate}'s pool ${pool.name} needs ${size.name}, which Azure does not give this subscription in ${location} (${size.refusedBecause}).`;
    return [blocking("SIZE_RESTRICTED", size.name, { message, fix })];
  }
  const missing = pool.zones.filter((zone) => !size.zones.includes(zone));
  if (missing.length === 0) return [];
  const message = `${candidate}'s pool ${pool.name} needs ${size.name} in zone ${missing.join(", ")} of ${location}, where this subscription does not get it.`;
  return [blocking("SIZE_NOT_IN_ZONE", size.name, { message, fix })];
}

function quotaFindings(room: Room, quota: Quota, needs: readonly Need[]): readonly Finding[] {
  const counted = needs.filter((need) => quotaNamesOf(need).includes(quota.name.toLowerCase()));
  const free = quota.limit - quota.used;
  // pools climb side by side
  const surge = vCpusOf(counted, (pool) => pool.surge);
  const live = vCpusOf(counted, ({ nodes }) => nodes) + surge;
  const most = vCpusOf(counted, ({ mostNodes }) => mostNodes) + surge;
  const resource = `/subscriptions/${room.subscriptionId}/providers/Microsoft.Compute/locations/${room.location}/usages/${quota.name}`;
  const those = counted.map(({ pool, size }) => `${pool.name} ${pool.nodes} × ${size.vCpus}`).join(", ");
  if (live > free) {
    const message = `${room.candidate} needs ${live} vCPUs of ${quota.name} in ${room.location} (${those}${surge > 0 ? `; ${surge} while pools climb` : ""}), and ${free} of ${quota.limit} are free: ${live - free} too few.`;
    return [blocking("QUOTA_SHORT", resource, { message, fix: raise(room, quota, quota.used + live) })];
  }
  if (most <= free) return [];
  const message = `${room.candidate} fits ${quota.name} in ${room.location} as the active is now, but its autoscaler may ask for ${most} vCPUs, and ${free} of ${quota.limit} are free: ${most - free} too few.`;
  return [warning("QUOTA_SHORT_AT_MOST", resource, { message, fix: raise(room, quota, quota.used + most) })];
}

/** Spot machines have one quota for all families (azure/virtual-machines/quotas). */
const quotaNamesOf = ({ pool, size }: Need): readonly string[] =>
  pool.isSpot ? ["lowprioritycores"] : ["cores", size.family.toLowerCase()];

const vCpusOf = (needs: readonly Need[], nodesOf: (pool: WantedPool) => number): number =>
  needs.reduce((sum, { pool, size }) => sum + nodesOf(pool) * size.vCpus, 0);

const raise = ({ subscriptionId, location }: Room, { name }: Quota, limit: number): string =>
  `Raise the quota to ${limit} at least: az quota update --resource-name ${name} --scope /subscriptions/${subscriptionId}/providers/Microsoft.Compute/locations/${location} --limit-object value=${limit} --resource-type ${name.toLowerCase() === "lowprioritycores" ? "lowPriority" : "dedicated"}.`;

const sizeUnknown = ({ candidate, location }: Room, { name, vmSize }: WantedPool): Finding =>
  warning("SIZE_UNKNOWN", name, {
    message:
      vmSize === undefined
        ? `${candidate}'s pool ${name} mixes sizes, so nobody can say beforehand what quota it takes in ${location}.`
        : `The list of sizes in ${location} does not tell ${vmSize} of ${candidate}'s pool ${name}, so its quota was not looked at.`,
    fix: `Compare az vm list-usage --location ${location} with what the pool ${name} needs.`,
  });

const notLookedAt = ({ subscriptionId, location }: Room, why: string): Finding =>
  warning("QUOTA_NOT_LOOKED_AT", `/subscriptions/${subscriptionId}`, {
    message: `What quota ${location} has free could not be looked at: ${why}`,
    fix: `Give the app's identity Microsoft.Compute/locations/usages/read and Microsoft.Compute/skus/read on the subscription ${subscriptionId} (infra/environments/subscription-rights.bicep does).`,
  });
