/** What an Event Grid event says to us. `other`: it is none of ours, and why. */
export type SupportEvent =
  | {
      readonly kind: "clusterSupport";
      readonly id: string;
      /** ISO 8601. */
      readonly at: string;
      readonly clusterId: string;
      readonly eventType: "ClusterSupportEnding" | "ClusterSupportEnded";
      readonly kubernetesVersion: string;
    }
  | { readonly kind: "other"; readonly id: string; readonly at: string; readonly reason: string };
