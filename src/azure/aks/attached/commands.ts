import { parseResourceId } from "../../arm/resource-id.ts";
import type { AttachedBody } from "./wire.ts";

interface Clusters {
  readonly from: string;
  readonly to: string;
}

type Command = (body: AttachedBody, clusters: Clusters) => string;

/** What a person runs to have one like it at the new cluster; `…` is what only its owner knows. */
export const commands = {
  lock: ({ name, properties }, { to }) =>
    `az lock create --name ${name} --lock-type ${text(properties["level"])} --resource ${to}`,
  roleAssignment: ({ properties }, { to }) =>
    `az role assignment create --assignee-object-id ${text(properties["principalId"])} --assignee-principal-type ${text(properties["principalType"])} --role ${text(properties["roleDefinitionId"])} --scope ${to}`,
  eventSubscription: ({ name }, { to }) =>
    `az eventgrid event-subscription create --name ${name} --source-resource-id ${to} --endpoint …`,
  systemTopic: ({ name }, { from, to }) =>
    name === `evgt-${nameOf(from)}`
      ? "azd hooks run postdeploy"
      : `az eventgrid system-topic create --name ${name}-${nameOf(to)} --resource-group ${groupOf(to)} --location global --topic-type Microsoft.ContainerService.ManagedClusters --source ${to}`,
  privateEndpoint: ({ name }, { to }) =>
    `az network private-endpoint create --name ${name}-${nameOf(to)} --connection-name ${name} --private-connection-resource-id ${to} --group-id management --resource-group … --subnet …`,
  managedNamespace: ({ name }, { to }) =>
    `az aks namespace add --resource-group ${groupOf(to)} --cluster-name ${nameOf(to)} --name ${name} …`,
  identityBinding: ({ name, properties }, { to }) =>
    `az aks identity-binding create --resource-group ${groupOf(to)} --cluster-name ${nameOf(to)} --name ${name} --managed-identity-resource-id ${text(inside(properties["managedIdentity"])["resourceId"])}`,
  extension: ({ name, properties }, { to }) =>
    `az k8s-extension create --cluster-type managedClusters --resource-group ${groupOf(to)} --cluster-name ${nameOf(to)} --name ${name} --extension-type ${text(properties["extensionType"])}${settingsOf(properties)}`,
  backupInstance: ({ id }, { to }) =>
    `az dataprotection backup-instance initialize --datasource-type AzureKubernetesService --datasource-id ${to} … ; az dataprotection backup-instance create ${vaultOf(id)} --backup-instance …`,
} as const satisfies Record<string, Command>;

const nameOf = (clusterId: string): string => parseResourceId(clusterId).names[0] ?? "";
const groupOf = (clusterId: string): string => parseResourceId(clusterId).resourceGroup;

const text = (value: unknown): string => (typeof value === "string" && value !== "" ? value : "…");

const inside = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

function settingsOf(properties: Readonly<Record<string, unknown>>): string {
  const train = properties["releaseTrain"];
  const settings = Object.keys(inside(properties["configurationSettings"]));
  return [
    ...(typeof train === "string" ? [` --release-train ${train}`] : []),
    // the values stay where they are: a plan is read by more people than a cluster is
    ...(settings.length === 0
      ? []
      : [` --configuration-settings ${settings.map((key) => `${key}=…`).join(" ")}`]),
  ].join("");
}

/** `…/backupVaults/{vault}/backupInstances/{name}` */
function vaultOf(id: string): string {
  const [, group = "…", vault = "…"] = /\/resourceGroups\/([^/]+)\/.*\/backupVaults\/([^/]+)/i.exec(id) ?? [];
  return `--resource-group ${group} --vault-name ${vault}`;
}
