import { blocking, warning, type Finding } from "../../../domain/upgrade/findings.ts";
import { parseResourceId } from "../../arm/resource-id.ts";
import type { ClusterBody } from "../cluster-body.ts";
import { unknownBelow } from "./nested-names.ts";
import type { CopyRequest } from "./copy.ts";
import { isOverridden } from "./differences.ts";
import { defaultNodeResourceGroup, mostOfNodeResourceGroup } from "./names.ts";
import { isObject, placesOf, type Json, type JsonObject, type Place } from "./paths.ts";
import { table } from "./table.ts";
import { clusterNames, poolNames } from "./wire-names.ts";

interface Looked {
  readonly source: ClusterBody;
  /** The source's properties without nulls. */
  readonly before: JsonObject;
  /** The copy's. */
  readonly properties: JsonObject;
  readonly request: CopyRequest;
}

/** What keeps a copy from being made, or what somebody must know of it. */
export const refusalsOf = (looked: Looked): readonly Finding[] => [
  ...unknownNames(looked),
  ...servicePrincipal(looked),
  ...sharedThings(looked),
  ...kubenetSubnets(looked),
  ...nodeResourceGroup(looked),
  ...automatic(looked),
  ...newIdentity(looked),
  ...windowsPassword(looked),
  ...channelsOff(looked),
  ...neverStops(looked),
];

/** Newer than this app: nobody has said whether a second cluster may have it as well. */
function unknownNames({ source, before, request }: Looked): readonly Finding[] {
  const unknown = Object.keys(before).filter((name) => !clusterNames.has(name));
  const ofPools = placesOf(before, "agentPoolProfiles[]").flatMap(({ path, value }) =>
    Object.keys(isObject(value) ? value : {})
      .filter((name) => !poolNames.has(name))
      .map((name) => `${path}.${name}`),
  );
  const unsaid = [...unknown, ...ofPools, ...unknownBelow(before)].filter(
    (path) => !isOverridden(path, request.overrides),
  );
  return unsaid.map((path) =>
    blocking("PROPERTY_UNKNOWN", source.id, {
      message: `The active cluster has ${path}, which this version does not know, so nobody has said whether a copy may have it.`,
      fix: `Update the app; or say what the copy has: ${overrideOf(request, path)} (null leaves it out).`,
    }),
  );
}

function servicePrincipal({ source, before }: Looked): readonly Finding[] {
  const profile = before["servicePrincipalProfile"];
  const clientId = isObject(profile) ? profile["clientId"] : undefined;
  if (clientId === undefined || clientId === "msi") return [];
  return [
    blocking("SERVICE_PRINCIPAL", source.id, {
      message:
        "The active cluster acts as a service principal, whose secret Azure never returns, so it cannot be copied (Azure/AKS#1980).",
      fix: "Take it to a managed identity first: az aks update --enable-managed-identity, then upgrade its node pools' images.",
    }),
  ];
}

/** What one cluster holds a second one cannot have: the pair file names the candidate's, or nothing is written. */
function sharedThings(looked: Looked): readonly Finding[] {
  const { before, properties } = looked;
  const rows = table.filter(({ copy }) => copy === "perCluster");
  return rows.flatMap(({ path, why }) => {
    const held = placesOf(before, path);
    return placesOf(properties, path)
      .filter((place) => held.some((one) => one.path === place.path && isSame(one.value, place.value)))
      .map((place) => notToShare(looked, place, why));
  });
}

const notToShare = ({ source, request }: Looked, { path }: Place, why: string): Finding =>
  blocking("NOT_TO_SHARE", source.id, {
    message: `The copy would get the active cluster's own ${path}: ${why}.`,
    fix: `Name the candidate's in the pair file: ${overrideOf(request, path)}; whoever lists the active's addresses has to list the new ones.`,
  });

/** A route table belongs to one kubenet cluster, and it is bound to the subnet (aks/configure-kubenet.md; Azure/AKS#1639). */
function kubenetSubnets(looked: Looked): readonly Finding[] {
  const { before, properties } = looked;
  const network = before["networkProfile"];
  if (!isObject(network) || network["networkPlugin"] !== "kubenet") return [];
  const pattern = "agentPoolProfiles[].vnetSubnetID";
  const held = placesOf(before, pattern);
  const shared = placesOf(properties, pattern).filter(({ value }) =>
    held.some((one) => isSame(one.value, value)),
  );
  return shared.map((place) =>
    notToShare(looked, place, "a kubenet cluster needs a subnet with a route table of its own"),
  );
}

function nodeResourceGroup({ source, before, properties, request }: Looked): readonly Finding[] {
  const given = textIn(properties["nodeResourceGroup"]);
  const held = textIn(before["nodeResourceGroup"]);
  const { location } = source;
  const next = given ?? byAks({ id: request.to, location });
  if (next.length > mostOfNodeResourceGroup) {
    const message = `The candidate's node resource group would be ${next}, of ${next.length} characters; Azure takes ${mostOfNodeResourceGroup}.`;
    return [blocking("NODE_RESOURCE_GROUP", request.to, { message, fix: nodeGroupFix })];
  }
  if (held === undefined || isSameName(held, byAks(source))) return [];
  if (given !== undefined && !isSameName(held, given)) return [];
  const message = `The active cluster's node resource group has a name of its own, ${held}; the candidate needs another one.`;
  return [blocking("NODE_RESOURCE_GROUP", request.to, { message, fix: nodeGroupFix })];
}

function byAks({ id, location }: { id: string; location: string }): string {
  const { resourceGroup, names } = parseResourceId(id);
  return defaultNodeResourceGroup({ resourceGroup, name: names[0] ?? "", location });
}

const nodeGroupFix = `Say how it is named in the pair file, such as "nodeResourceGroup": "{cluster}-nodes".`;

function automatic({ source }: Looked): readonly Finding[] {
  const { sku, kind } = source as unknown as JsonObject;
  const isAutomatic = kind === "Automatic" || (isObject(sku) && sku["name"] === "Automatic");
  if (!isAutomatic) return [];
  const message =
    "AKS Automatic chooses node pools, versions and networks by itself, so a copy would not be like its source.";
  return [
    blocking("AUTOMATIC_CLUSTER", source.id, {
      message,
      fix: "Upgrade it by AKS itself; this app takes clusters of the Base SKU.",
    }),
  ];
}

/** A new system-assigned principal has no rights yet, and what the cluster uses in the user's own groups asks for them. */
function newIdentity({ source, before, request }: Looked): readonly Finding[] {
  const identity = (source as unknown as JsonObject)["identity"];
  if (!isObject(identity) || identity["type"] !== "SystemAssigned") return [];
  const needs = rightsNeeded.flatMap(([pattern, role]) =>
    placesOf(before, pattern)
      .flatMap(({ value }) => textIn(value) ?? [])
      .filter((id) => id.startsWith("/subscriptions/"))
      .map((id) => ({ role, id })),
  );
  const all = [...new Map(needs.map((need) => [`${need.role} on ${need.id}`, need]))];
  if (all.length === 0) return [];
  return [
    warning("IDENTITY_IS_NEW", source.id, {
      message: `The active cluster's identity is system-assigned, so the copy gets a new one without any rights; it needs ${all.map(([text]) => text).join(", ")}.`,
      fix: `Give both clusters one user-assigned identity that has these roles, or assign them as soon as the candidate is there: ${all.map(([, need]) => assignment(request.to, need)).join("; ")}`,
    }),
  ];
}

const assignment = (clusterId: string, { role, id }: { role: string; id: string }): string =>
  `az role assignment create --assignee-object-id $(az aks show --ids ${clusterId} --query identity.principalId -o tsv) --assignee-principal-type ServicePrincipal --role "${role}" --scope ${id}`;

const rightsNeeded = [
  ["agentPoolProfiles[].vnetSubnetID", "Network Contributor"],
  ["diskEncryptionSetID", "Reader"],
  ["apiServerAccessProfile.privateDNSZone", "Private DNS Zone Contributor"],
  ["apiServerAccessProfile.subnetId", "Network Contributor"],
  ["networkProfile.loadBalancerProfile.outboundIPs.publicIPs[].id", "Network Contributor"],
] as const;

function windowsPassword({ source, properties }: Looked): readonly Finding[] {
  const isWindows = placesOf(properties, "agentPoolProfiles[].osType").some(
    ({ value }) => value === "Windows",
  );
  if (!isWindows) return [];
  return [
    warning("WINDOWS_PASSWORD_IS_NEW", source.id, {
      message:
        "Azure never returns the password of Windows nodes, so the copy gets a new one that nobody knows.",
      fix: "Set it when you need it: az aks update --windows-admin-password.",
    }),
  ];
}

/** Given back in retiring, with the maintenance windows. */
function channelsOff({ source, before }: Looked): readonly Finding[] {
  const profile = before["autoUpgradeProfile"];
  if (!isObject(profile)) return [];
  const off = ["none", "None", "Unmanaged", undefined];
  const isOn = ["upgradeChannel", "nodeOSUpgradeChannel"].some(
    (name) => !off.includes(textIn(profile[name])),
  );
  if (!isOn) return [];
  return [
    warning("AUTO_UPGRADE_IS_OFF", source.id, {
      message:
        "AKS upgrades the active cluster by itself; the copy is built with that off, and gets the channels and maintenance windows back once users are there.",
      fix: "Nothing has to be done; where the operation ends otherwise, az aks update --auto-upgrade-channel turns it on.",
    }),
  ];
}

/** Azure stops no cluster whose nodes it provisions by itself (Azure/AKS#5356). */
function neverStops({ source, before }: Looked): readonly Finding[] {
  const profile = before["nodeProvisioningProfile"];
  if (!isObject(profile) || profile["mode"] !== "Auto") return [];
  return [
    warning("CANNOT_BE_STOPPED", source.id, {
      message:
        "Node auto-provisioning is on, and Azure stops no such cluster: after the upgrade it goes on running, and costing.",
      fix: `Say so in the pair file ("retire": "keepRunning"), and delete it yourself when the way back is not wanted any more.`,
    }),
  ];
}

const isSame = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);

const textIn = (value: Json | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** How the pair file says this place. */
function overrideOf({ candidate }: CopyRequest, path: string): string {
  const steps = ["overrides", candidate, ...path.replaceAll("[", ".").replaceAll("]", "").split(".")];
  return steps.reduceRight(
    (inner, step, nth) => `${nth === 0 ? "" : "{"}"${step}": ${inner}${nth === 0 ? "" : "}"}`,
    "…",
  );
}
