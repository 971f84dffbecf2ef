import type { Cluster } from "./cluster.ts";

/** All clusters by id; whoever changes one says so, so that edges and ingresses notice. */
export class ClusterStore {
  private readonly clusters = new Map<string, Cluster>();
  private readonly onChange: (id: string) => void;

  constructor(onChange: (id: string) => void) {
    this.onChange = onChange;
  }

  find(id: string): Cluster | undefined {
    return this.clusters.get(id.toLowerCase());
  }

  list(prefix: string): readonly Cluster[] {
    return [...this.clusters.values()].filter((cluster) =>
      cluster.id.toLowerCase().startsWith(prefix.toLowerCase()),
    );
  }

  put(cluster: Cluster): void {
    this.clusters.set(cluster.id.toLowerCase(), cluster);
    this.onChange(cluster.id);
  }

  remove(id: string): void {
    this.clusters.delete(id.toLowerCase());
    this.onChange(id);
  }

  /** Changes a cluster in place, raises its tag, and tells. */
  change(cluster: Cluster, change: () => void): void {
    change();
    cluster.eTag = String(Number(cluster.eTag) + 1);
    this.onChange(cluster.id);
  }
}
