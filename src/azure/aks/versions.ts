import type { ContainerServiceClient } from "@azure/arm-containerservice";
import type { OfferedVersion } from "../../workflow/ports.ts";
import { orTrouble } from "../arm/errors.ts";
import { parseResourceId } from "../arm/resource-id.ts";
import type { ClusterBody } from "./cluster-body.ts";

/** Every patch that the region offers a cluster like this one; a minor marked as preview marks its patches. */
export async function offeredVersions(
  client: ContainerServiceClient,
  location: string,
  { id, properties }: ClusterBody,
): Promise<readonly OfferedVersion[]> {
  const answer = await orTrouble(id, client.managedClusters.listKubernetesVersions(location));
  const plan = properties.supportPlan ?? "KubernetesOfficial";
  // a list that names no plan has none to leave out for
  const fitting = (answer.values ?? []).filter(
    ({ capabilities }) => capabilities?.supportPlan?.includes(plan) ?? true,
  );
  return fitting.flatMap((minor) =>
    Object.keys(minor.patchVersions ?? {}).map((version) => ({
      version,
      isPreview: minor.isPreview ?? false,
    })),
  );
}

/** What the cluster's own upgrade profile lists next. */
export async function upgradeTargets(
  client: ContainerServiceClient,
  id: string,
): Promise<readonly OfferedVersion[]> {
  const { resourceGroup, names } = parseResourceId(id);
  const profile = await orTrouble(
    id,
    client.managedClusters.getUpgradeProfile(resourceGroup, names[0] ?? ""),
  );
  return (profile.controlPlaneProfile.upgrades ?? []).flatMap(({ kubernetesVersion, isPreview }) =>
    kubernetesVersion === undefined ? [] : [{ version: kubernetesVersion, isPreview: isPreview ?? false }],
  );
}
