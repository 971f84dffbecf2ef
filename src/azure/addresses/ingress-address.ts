import { z } from "zod";
import type { Clients } from "../arm/clients.ts";
import { readRaw, sendRaw } from "../arm/raw.ts";
import { parseResourceId } from "../arm/resource-id.ts";

const ClusterNames = z.looseObject({ properties: z.looseObject({ nodeResourceGroup: z.string() }) });

const PublicAddresses = z.object({
  value: z.array(
    z.looseObject({
      tags: z.record(z.string(), z.string()).nullish(),
      properties: z.looseObject({ ipAddress: z.string().nullish() }),
    }),
  ),
});

/** AKS writes the Service (namespace/name) that a public IP belongs to into its tags. */
const serviceTags = ["k8s-azure-service", "service"] as const;

/** The public IP that a cluster's ingress Service has now; null while it has none. */
export async function ingressAddress(
  clients: Clients,
  { clusterId, service }: { clusterId: string; service: string },
): Promise<string | null> {
  const { subscriptionId } = parseResourceId(clusterId);
  const client = clients.aks(subscriptionId);
  const cluster = ClusterNames.safeParse(await readRaw(client, clusterId));
  if (!cluster.success) return null;
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${cluster.data.properties.nodeResourceGroup}`;
  const path = `${group}/providers/Microsoft.Network/publicIPAddresses`;
  const target = `https://management.azure.com${path}?api-version=2023-09-01`;
  const answer = await sendRaw(client, { method: "GET", target, resource: clusterId });
  const own = PublicAddresses.parse(answer.body).value.find((one) =>
    serviceTags.some((tag) => (one.tags?.[tag] ?? "").split(",").includes(service)),
  );
  return own?.properties.ipAddress ?? null;
}
