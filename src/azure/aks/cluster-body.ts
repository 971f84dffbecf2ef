import { z } from "zod";

/** Just enough of a managed cluster's wire body to decide by; everything else passes through untouched. */
export const PoolBody = z.looseObject({
  name: z.string(),
  mode: z.string().default("User"),
  count: z.number().default(0),
  enableAutoScaling: z.boolean().nullish(),
  minCount: z.number().nullish(),
  tags: z.record(z.string(), z.string()).nullish(),
  orchestratorVersion: z.string().optional(),
  currentOrchestratorVersion: z.string().optional(),
  provisioningState: z.string().default("Succeeded"),
  powerState: z.object({ code: z.string() }).default({ code: "Running" }),
});

export const ClusterBody = z.looseObject({
  id: z.string(),
  name: z.string(),
  location: z.string(),
  tags: z.record(z.string(), z.string()).nullish(),
  properties: z.looseObject({
    provisioningState: z.string(),
    powerState: z.object({ code: z.string() }).default({ code: "Running" }),
    kubernetesVersion: z.string(),
    currentKubernetesVersion: z.string().optional(),
    oidcIssuerProfile: z.looseObject({ issuerURL: z.string().nullish() }).nullish(),
    /** Absent: the official one. */
    supportPlan: z.string().nullish(),
    agentPoolProfiles: z.array(PoolBody).default([]),
  }),
});

export type ClusterBody = z.infer<typeof ClusterBody>;
export type PoolBody = z.infer<typeof PoolBody>;

export const runningVersion = (body: ClusterBody): string =>
  body.properties.currentKubernetesVersion ?? body.properties.kubernetesVersion;

export const poolVersion = (pool: PoolBody): string =>
  pool.currentOrchestratorVersion ?? pool.orchestratorVersion ?? "";
