import { z } from "zod";

/** Variables of a Flux configuration that say which cluster it is on. */
export interface ClusterNames {
  readonly COLOR: string;
  readonly CLUSTER_NAME: string;
}

const Kustomization = z.looseObject({
  postBuild: z.looseObject({ substitute: z.record(z.string(), z.string()).nullish() }).nullish(),
});

const Properties = z.looseObject({ kustomizations: z.record(z.string(), Kustomization).nullish() });

/**
 * A clone would call itself by the name of the cluster it was taken from: its gate and its `x-environment` header
 * would lie. Only variables that the source sets are set; whoever takes them from elsewhere keeps that.
 */
export function renamed(
  properties: Readonly<Record<string, unknown>>,
  names: ClusterNames,
): Readonly<Record<string, unknown>> {
  const parsed = Properties.safeParse(properties);
  if (!parsed.success || parsed.data.kustomizations == null) return properties;
  const kustomizations = Object.entries(parsed.data.kustomizations).map(([name, kustomization]) => {
    const substitute = kustomization.postBuild?.substitute;
    if (substitute == null) return [name, kustomization] as const;
    const own = Object.entries(substitute).map(
      ([key, value]) => [key, nameFor(key, names) ?? value] as const,
    );
    const postBuild = { ...kustomization.postBuild, substitute: Object.fromEntries(own) };
    return [name, { ...kustomization, postBuild }] as const;
  });
  return { ...properties, kustomizations: Object.fromEntries(kustomizations) };
}

const nameFor = (key: string, names: ClusterNames): string | undefined =>
  key === "COLOR" || key === "CLUSTER_NAME" ? names[key] : undefined;
