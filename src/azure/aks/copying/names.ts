/** 1 to 54 letters, digits and hyphens, with a letter or digit at both ends (Azure/azure-cli#17681). */
export function dnsPrefixOf(clusterName: string): string {
  const allowed = clusterName.replaceAll(/[^A-Za-z0-9-]/g, "-").replace(/^-+/, "");
  return `${allowed.slice(0, 50).replace(/-+$/, "")}-dns`;
}

export const mostOfNodeResourceGroup = 80;

/** How AKS names it by itself. */
export const defaultNodeResourceGroup = (cluster: {
  readonly resourceGroup: string;
  readonly name: string;
  readonly location: string;
}): string => `MC_${cluster.resourceGroup}_${cluster.name}_${cluster.location}`;
