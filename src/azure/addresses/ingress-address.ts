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
  nextLink: z.string().nullish(),
});

type PublicAddress = z.infer<typeof PublicAddresses>["value"][number];

const ipv4 = /^\d{1,3}(\.\d{1,3}){3}$/;

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
  const first = `https://management.azure.com${path}?api-version=2023-09-01`;
  for (let target: string | undefined = first; target !== undefined;) {
    const answer = await sendRaw(client, { method: "GET", target, resource: clusterId });
    const { value, nextLink } = PublicAddresses.parse(answer.body);
    const own = value.find((one) => belongsTo(one, service));
    if (own !== undefined) return own.properties.ipAddress ?? null;
    target = nextLink ?? undefined;
  }
  return null;
}

/** A Service of both families has an address of each, and an A record holds the one of IPv4. */
const belongsTo = ({ tags, properties }: PublicAddress, service: string): boolean =>
  serviceTags.some((tag) => (tags?.[tag] ?? "").split(",").includes(service)) &&
  ipv4.test(properties.ipAddress ?? "0.0.0.0");
