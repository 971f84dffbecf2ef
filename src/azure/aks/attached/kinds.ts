import type { CopiedKind } from "../../../domain/upgrade/attached.ts";
import { commands } from "./commands.ts";
import type { AttachedBody } from "./wire.ts";

/** The two clusters, and what decides about what hangs on the first. */
export interface Between {
  readonly from: string;
  readonly to: string;
  /** Of `from`: what is in there is AKS's own. */
  readonly nodeResourceGroup: string;
  readonly deployer: string;
}

export interface Fate {
  readonly fate: "copied" | "notCopied" | "needsYou";
  readonly why: string;
  readonly command?: string;
}

/** How one kind of child or extension resource is listed, and what becomes of it when its cluster is copied. */
export interface Kind {
  readonly kind: string;
  /** Below the cluster; a kind that is listed elsewhere says where. */
  readonly path: string;
  readonly at?: (clusterId: string) => string;
  /** Whether one in the list hangs on this very cluster, and is its owner's doing. */
  readonly isOf?: (body: AttachedBody, between: Between) => boolean;
  readonly fateOf: (body: AttachedBody, between: Between) => Fate;
}

const copied = (why: string) => (): Fate => ({ fate: "copied", why });

const needsYou =
  (why: string, command: (body: AttachedBody, between: Between) => string) =>
  (body: AttachedBody, between: Between): Fate => ({
    fate: "needsYou",
    why,
    command: command(body, between),
  });

const aks = (type: string) =>
  ({ kind: `Microsoft.ContainerService/managedClusters/${type}`, path: `/${type}` }) as const;

const extending = (kind: string) => ({ kind, path: `/providers/${kind}` }) as const;

/** Every kind that is looked for. ARM has no list of all that hangs on a resource: what is not named here is not seen. */
export const kinds: readonly Kind[] = [
  {
    ...aks("maintenanceConfigurations"),
    fateOf: copied("with the auto-upgrade channels, once users are there"),
  },
  { ...aks("trustedAccessRoleBindings"), fateOf: copied("once the copy is built") },
  { ...extending("Microsoft.Insights/diagnosticSettings"), fateOf: copied("once the copy is built") },
  {
    ...extending("Microsoft.Insights/dataCollectionRuleAssociations"),
    fateOf: copied("once the copy is built"),
  },
  {
    ...extending("Microsoft.KubernetesConfiguration/fluxConfigurations"),
    fateOf: (_body, { deployer }) => fateOfFlux(deployer),
  },
  { ...extending("Microsoft.KubernetesConfiguration/extensions"), fateOf: fateOfExtension },
  {
    ...extending("Microsoft.Authorization/locks"),
    isOf: isOnCluster,
    fateOf: (body, between) => ({
      fate: "notCopied",
      why: "a lock on a cluster that is being built or retired stands in the way of both",
      command: commands.lock(body, between),
    }),
  },
  {
    ...extending("Microsoft.Authorization/roleAssignments"),
    isOf: (body, { from }) => isSame(textAt(body, "scope"), from),
    fateOf: needsYou("the app may not give rights on a cluster to others", commands.roleAssignment),
  },
  {
    ...extending("Microsoft.EventGrid/eventSubscriptions"),
    fateOf: needsYou(
      "its destination may hold a secret that Azure does not tell",
      commands.eventSubscription,
    ),
  },
  {
    kind: "Microsoft.EventGrid/systemTopics",
    path: "/providers/Microsoft.EventGrid/systemTopics",
    at: (clusterId) => `${groupOf(clusterId)}/providers/Microsoft.EventGrid/systemTopics`,
    isOf: (body, { from }) => isSame(textAt(body, "source"), from),
    fateOf: needsYou("a topic tells of one cluster, and the copy needs its own", commands.systemTopic),
  },
  {
    ...aks("privateEndpointConnections"),
    isOf: (body, { nodeResourceGroup }) => !isIn(body, nodeResourceGroup),
    fateOf: needsYou("the private endpoint is a resource of whoever connects", commands.privateEndpoint),
  },
  {
    ...aks("managedNamespaces"),
    fateOf: needsYou("rights are given on each of them", commands.managedNamespace),
  },
  {
    ...aks("identityBindings"),
    fateOf: needsYou("it gives pods an identity, which the app may not", commands.identityBinding),
  },
  {
    ...extending("Microsoft.DataProtection/backupInstances"),
    fateOf: needsYou(
      "a backup is of one cluster, and its vault needs rights on the copy",
      commands.backupInstance,
    ),
  },
];

/** What the new cluster gets by writes of their own. */
export const copiedKindOf = (kind: CopiedKind): Kind => {
  const found = kinds.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`There is no row for ${kind}.`);
  return found;
};

function fateOfFlux(deployer: string): Fate {
  return deployer === "flux"
    ? { fate: "copied", why: "by the deployer" }
    : { fate: "notCopied", why: `the pair's deployer is ${deployer}, which brings the workloads` };
}

function fateOfExtension(body: AttachedBody, between: Between): Fate {
  const isFlux = isSame(textAt(body, "extensionType"), "microsoft.flux");
  if (isFlux) return fateOfFlux(between.deployer);
  if (body.properties["isSystemExtension"] === true)
    return { fate: "notCopied", why: "Azure installs it itself" };
  return {
    fate: "needsYou",
    why: "its protected settings and the rights of its identity are not told by Azure",
    command: commands.extension(body, between),
  };
}

/** What is inherited from the resource group or the subscription is listed too, and holds for the copy anyway. */
function isOnCluster({ id }: AttachedBody, { from }: Between): boolean {
  return id.toLowerCase().startsWith(`${from.toLowerCase()}/`);
}

function isIn({ properties }: AttachedBody, group: string): boolean {
  const endpoint = properties["privateEndpoint"] as { id?: unknown } | null | undefined;
  const id = typeof endpoint?.id === "string" ? endpoint.id.toLowerCase() : "";
  return id.includes(`/resourcegroups/${group.toLowerCase()}/`);
}

const textAt = ({ properties }: AttachedBody, name: string): string => {
  const value = properties[name];
  return typeof value === "string" ? value : "";
};

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const groupOf = (clusterId: string): string => clusterId.replace(/\/providers\/.*$/i, "");
