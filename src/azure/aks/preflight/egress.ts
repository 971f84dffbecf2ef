import { warning, type Finding } from "../../../domain/upgrade/findings.ts";
import type { ClusterBody } from "../cluster-body.ts";
import { placesOf, withoutNulls, type Json, type JsonObject } from "../copying/paths.ts";
import { textOf } from "./wanted-pools.ts";

const addresses = [
  "networkProfile.loadBalancerProfile.effectiveOutboundIPs[].id",
  "networkProfile.natGatewayProfile.effectiveOutboundIPs[].id",
] as const;

/** Ways out that belong to the network, so that every cluster in it leaves by the same addresses. */
const ofTheNetwork: readonly unknown[] = ["userDefinedRouting", "userAssignedNATGateway", "none"];

/** A copy calls others from addresses of its own, and whoever lists the active's refuses it. */
export function egressFindings({ id, properties }: ClusterBody): readonly Finding[] {
  const before = withoutNulls(properties as unknown as Json) as JsonObject;
  const [way] = placesOf(before, "networkProfile.outboundType");
  if (ofTheNetwork.includes(way?.value)) return [];
  const ids = addresses.flatMap((pattern) => placesOf(before, pattern).map(({ value }) => textOf(value)));
  if (ids.length === 0) return [];
  return [
    warning("EGRESS_CHANGES", id, {
      message: `The active cluster calls others from ${ids.length} addresses of its own, which the candidate will not have: ${ids.join(", ")}.`,
      fix: `Whoever lists them (az network public-ip show --ids ${ids.join(" ")} --query ipAddress) has to list the candidate's, once it is built and before the swap; one NAT gateway for both (outboundType userAssignedNATGateway) ends that.`,
    }),
  ];
}
