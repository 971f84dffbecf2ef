import { createHash } from "node:crypto";
import type { Json } from "../aks/json.ts";
import { jsonOf, without } from "../aks/json.ts";

export type Kind = "extensions" | "fluxConfigurations";

/** An extension or a configuration below a cluster. */
export interface Item {
  readonly id: string;
  readonly clusterId: string;
  readonly kind: Kind;
  settings: Json;
  provisioningState: string;
  compliance: "Pending" | "Compliant";
  /** What the agent in the cluster has fetched and applied, as of its last report. */
  synced: string | undefined;
  cancel: () => void;
}

export const never = (): void => undefined;

export const newItem = (wish: Pick<Item, "id" | "clusterId" | "kind" | "settings">): Item => ({
  ...wish,
  provisioningState: "Creating",
  compliance: "Pending",
  synced: undefined,
  cancel: never,
});

/** What the source holds under the reference that the configuration names; nobody pushes anything meanwhile. */
export function revisionOf(settings: Json): string {
  const repository = jsonOf(settings["gitRepository"]);
  const reference = jsonOf(repository["repositoryRef"]);
  const { commit, semver, tag, branch = "main" } = reference;
  // each takes precedence over the next
  const name = String(commit ?? semver ?? tag ?? branch);
  const digest = createHash("sha1")
    .update(`${String(repository["url"])} ${name}`)
    .digest("hex");
  return `${name}@sha1:${digest}`;
}

/** JSON Merge Patch (RFC 7396): null takes away. */
export function patched(base: Json, patch: Json): Json {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else if (isJson(value)) merged[name] = patched(jsonOf(merged[name]), value);
    else merged[name] = value;
  }
  return merged;
}

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const settingsOf = (body: unknown): Json =>
  without(jsonOf(jsonOf(body)["properties"]), [
    "provisioningState",
    "complianceState",
    "sourceSyncedCommitId",
    "statuses",
    "statusUpdatedAt",
    "configurationProtectedSettings",
  ]);

export const bodyOf = (item: Item): Json => ({
  id: item.id,
  name: item.id.split("/").at(-1),
  type: `Microsoft.KubernetesConfiguration/${item.kind}`,
  properties: {
    ...item.settings,
    provisioningState: item.provisioningState,
    ...(item.kind === "fluxConfigurations" ? reportOf(item) : {}),
  },
});

function reportOf({ compliance, synced, settings, id }: Item): Json {
  if (synced === undefined) return { complianceState: compliance };
  const name = id.split("/").at(-1);
  const statuses = Object.keys(jsonOf(settings["kustomizations"])).map((kustomization) => ({
    name: `${name}-${kustomization}`,
    kind: "Kustomization",
    complianceState: compliance,
    statusConditions: [
      {
        type: "Ready",
        status: "True",
        reason: "ReconciliationSucceeded",
        message: `Applied revision: ${synced}`,
      },
    ],
  }));
  return { complianceState: compliance, sourceSyncedCommitId: synced, statuses };
}
