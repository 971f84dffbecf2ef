import type { ResourceKind } from "./resource-kinds.ts";
import { resourceKinds } from "./resource-kinds.ts";

export type Properties = Readonly<Record<string, unknown>>;

/** One resource below the profile, as the control plane holds it. */
export interface Resource {
  readonly kind: ResourceKind;
  readonly name: string;
  /** Path below the profile in the case it was made with, such as `originGroups/blue/origins/green`. */
  readonly path: string;
  properties: Properties;
  /** As the last operation that succeeded left them; undefined while the resource is being created. */
  settled: Properties | undefined;
  provisioningState: "Succeeded" | "Failed" | "Updating" | "Creating";
  /** ARM operations that have not ended yet. */
  pending: number;
}

/** Ids and types as Azure answers them: in parts lower case, whatever the case of the request was. */
export function resourceBody(profileId: string, resource: Resource): Readonly<Record<string, unknown>> {
  const segments = resource.path.split("/");
  const typeParts = segments.filter((_, index) => index % 2 === 0).map((segment) => segment.toLowerCase());
  return {
    id: `${idAsAnswered(profileId)}/${segments.map((part, index) => (index % 2 === 0 ? part.toLowerCase() : part)).join("/")}`,
    type: `Microsoft.Cdn/profiles/${typeParts.join("/")}`,
    name: resource.name,
    ...(resourceKinds[resource.kind].isTracked ? { location: "global", tags: {} } : {}),
    properties: {
      ...resource.properties,
      ...(resource.kind === "origin" ? { originGroupName: segments[1] } : {}),
      ...(resource.kind === "rule" ? { ruleSetName: segments[1] } : {}),
      provisioningState: resource.provisioningState,
      // Every example of the specification shows NotStarted, also after a success: it signals nothing.
      deploymentStatus: "NotStarted",
    },
  };
}

export const idAsAnswered = (id: string): string => id.replace(/\/resourceGroups\//i, "/resourcegroups/");
