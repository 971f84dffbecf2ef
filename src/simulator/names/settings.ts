import type { Color, WorldSeed } from "../joints.ts";

/** Unless the world names it: beside the cluster, the zone is the origin's host name without its first label. */
export function recordSetOf(seed: WorldSeed, color: Color): string {
  const own = seed.records?.[color].recordSetId;
  if (own !== undefined) return own;
  const [name = "", ...zone] = seed.originHosts[color].split(".");
  const group = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(seed.clusters[color])?.[0] ?? "";
  return `${group}/providers/Microsoft.Network/dnsZones/${zone.join(".")}/A/${name}`;
}

/** namespace/name of the Service that the ingress gets its address by. */
export const serviceOf = (seed: WorldSeed, color: Color): string =>
  seed.records?.[color].service ?? "ingress/ingress";
