import type { Color } from "../environment/pair.ts";
import { blocking, warning, type Finding } from "./findings.ts";
import type { WantedPool } from "./quota-findings.ts";

/** A pool in a subnet of its owner's. */
export interface AddressedPool extends Pick<WantedPool, "name" | "nodes" | "mostNodes" | "surge"> {
  readonly subnetId: string;
  /** Where pods have addresses of the subnet, one for the node and one for each pod that it may hold. */
  readonly addressesEach: number;
}

/** `unread`: why its addresses could not be counted. */
export type Subnet = { readonly id: string } & ({ readonly free: number } | { readonly unread: string });

export interface Addressing {
  readonly candidate: Color;
  readonly pools: readonly AddressedPool[];
  readonly subnets: readonly Subnet[];
}

/** Whether subnets have addresses for a second cluster beside the first. */
export const subnetFindings = ({ candidate, pools, subnets }: Addressing, hops: number): readonly Finding[] =>
  subnets.flatMap((subnet) => {
    if ("unread" in subnet) return [notLookedAt(subnet.id, subnet.unread)];
    const inside = pools.filter(({ subnetId }) => isSameId(subnetId, subnet.id));
    // pools climb one after another, so only the largest surge is there at a time
    const surge = hops > 0 ? Math.max(0, ...inside.map((pool) => pool.surge * pool.addressesEach)) : 0;
    const live = sumOf(inside, ({ nodes }) => nodes) + surge;
    const most = sumOf(inside, ({ mostNodes }) => mostNodes) + surge;
    const { id, free } = subnet;
    const fix = `Give ${candidate}'s pools another subnet in the pair file ("overrides": {"${candidate}": {"agentPoolProfiles": {"${inside[0]?.name ?? "…"}": {"vnetSubnetID": …}}}}), or enlarge this one: az network vnet subnet update --ids ${id} --address-prefixes ….`;
    const those = inside.map((pool) => `${pool.name} ${pool.nodes} × ${pool.addressesEach}`).join(", ");
    if (live > free) {
      const message = `${candidate} needs ${live} addresses in the subnet (${those}${surge > 0 ? `; ${surge} while a pool climbs` : ""}), and ${free} are free: ${live - free} too few.`;
      return [blocking("SUBNET_FULL", id, { message, fix })];
    }
    if (most <= free) return [];
    const message = `${candidate} fits the subnet as the active is now, but its autoscaler may ask for ${most} addresses, and ${free} are free: ${most - free} too few.`;
    return [warning("SUBNET_FULL_AT_MOST", id, { message, fix })];
  });

const sumOf = (pools: readonly AddressedPool[], nodesOf: (pool: AddressedPool) => number): number =>
  pools.reduce((sum, pool) => sum + nodesOf(pool) * pool.addressesEach, 0);

const isSameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const notLookedAt = (id: string, why: string): Finding =>
  warning("SUBNET_NOT_LOOKED_AT", id, {
    message: `How many addresses the subnet has free could not be looked at: ${why}`,
    fix: `Give the app's identity Microsoft.Network/virtualNetworks/subnets/read on ${id}.`,
  });
