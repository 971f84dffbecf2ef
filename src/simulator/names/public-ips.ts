import { nameIn } from "../front-door/names.ts";
import type { ArmAnswer, ArmProvider, ClusterDirectory, Color, WorldSeed } from "../joints.ts";
import type { IngressAddresses } from "./ingress-addresses.ts";
import { serviceOf } from "./settings.ts";

const listPath =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/([^/]+))\/providers\/Microsoft\.Network\/publicIPAddresses$/i;
const colors = ["blue", "green"] as const;

interface Options {
  readonly seed: WorldSeed;
  readonly directory: ClusterDirectory;
  readonly addresses: IngressAddresses;
}

/** Microsoft.Network's list of public IPs of a cluster's node resource group. */
export function createPublicIps(options: Options): ArmProvider {
  return {
    find(request) {
      const [, scope, group] = request.method === "GET" ? (listPath.exec(request.path) ?? []) : [];
      if (scope === undefined || group === undefined) return undefined;
      return {
        operationId: "PublicIPAddresses_List",
        resourceId: request.path,
        isWrite: false,
        answer: () => answer(options, scope, group),
      };
    },
  };
}

function answer(options: Options, scope: string, group: string): ArmAnswer {
  const { seed, directory } = options;
  const color = colors.find((one) => nodeResourceGroup(seed, one).toLowerCase() === group.toLowerCase());
  if (color === undefined || directory.serving(color).state === "absent") {
    const message = `Resource group '${group}' could not be found.`;
    return { status: 404, body: { error: { code: "ResourceGroupNotFound", message } } };
  }
  return { status: 200, body: { value: addressesIn(options, scope, color) } };
}

function addressesIn({ seed, addresses }: Options, scope: string, color: Color): readonly unknown[] {
  const cluster = nameIn(seed.clusters[color]);
  const one = (name: string, ipAddress: string, tags: Readonly<Record<string, string>>) => ({
    id: `${scope}/providers/Microsoft.Network/publicIPAddresses/${name}`,
    name,
    type: "Microsoft.Network/publicIPAddresses",
    location: seed.location,
    sku: { name: "Standard", tier: "Regional" },
    tags,
    properties: {
      provisioningState: "Succeeded",
      ipAddress,
      publicIPAddressVersion: "IPv4",
      publicIPAllocationMethod: "Static",
    },
  });
  const outbound = one(`outbound-${color}`, `20.99.0.${color === "blue" ? 1 : 2}`, {
    "aks-managed-cluster-name": cluster,
    "aks-managed-type": "aks-slb-managed-outbound-ip",
  });
  const ip = addresses.of(color);
  // A pinned address lives outside of this group, since it has to survive it.
  if (ip === undefined || seed.addresses !== "dns") return [outbound];
  const ingress = one(`kubernetes-ingress-${color}`, ip, {
    "k8s-azure-cluster-name": cluster,
    "k8s-azure-service": serviceOf(seed, color),
  });
  return [outbound, ingress];
}

/** What AKS names it unless it is told otherwise. */
const nodeResourceGroup = ({ clusters, location }: WorldSeed, color: Color): string => {
  const group = /\/resourceGroups\/([^/]+)\//i.exec(clusters[color])?.[1] ?? "";
  return `MC_${group}_${nameIn(clusters[color])}_${location}`;
};
