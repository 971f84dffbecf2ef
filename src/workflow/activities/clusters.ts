import type { Color } from "../../domain/environment/pair.ts";
import type { Begun, Cluster, Handle, OfferedVersion, Progress } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";

interface OneCluster {
  readonly owner: Owner;
  readonly color: Color;
}

export const readCluster: Step<{ pair: string; color: Color }, Cluster | null> = {
  name: "readCluster",
  run: async (ports, { pair, color }) =>
    (await ports.clusters.find(pairOf(ports, pair).environments[color].clusterId)) ?? null,
};

export const readUpgradeTargets: Step<{ pair: string; color: Color }, readonly OfferedVersion[]> = {
  name: "readUpgradeTargets",
  run: async (ports, { pair, color }) =>
    ports.clusters.upgradeTargets(pairOf(ports, pair).environments[color].clusterId),
};

export const beginCopy: Step<OneCluster & { from: Color; version: string }, Begun> = writingStep(
  "beginCopy",
  async (ports, { owner, color, from, version }) => {
    const { environments } = pairOf(ports, owner.pair);
    return ports.clusters.beginCopy({
      from: environments[from].clusterId,
      to: environments[color].clusterId,
      version,
      operationId: owner.operationId,
    });
  },
);

export const beginStart: Step<OneCluster, Begun> = writingStep(
  "beginStart",
  async (ports, { owner, color }) =>
    ports.clusters.beginStart(pairOf(ports, owner.pair).environments[color].clusterId),
);

export const beginStop: Step<OneCluster, Begun> = writingStep("beginStop", async (ports, { owner, color }) =>
  ports.clusters.beginStop(pairOf(ports, owner.pair).environments[color].clusterId),
);

export const beginTag: Step<OneCluster & { tags: Readonly<Record<string, string | null>> }, Begun> =
  writingStep("beginTag", async (ports, { owner, color, tags }) =>
    ports.clusters.beginTag(pairOf(ports, owner.pair).environments[color].clusterId, tags),
  );

export const beginUpgradeControlPlane: Step<OneCluster & { version: string }, Begun> = writingStep(
  "beginUpgradeControlPlane",
  async (ports, { owner, color, version }) =>
    ports.clusters.beginUpgradeControlPlane(pairOf(ports, owner.pair).environments[color].clusterId, version),
);

export const beginUpgradePool: Step<OneCluster & { pool: string; version: string }, Begun> = writingStep(
  "beginUpgradePool",
  async (ports, { owner, color, pool, version }) =>
    ports.clusters.beginUpgradePool(pairOf(ports, owner.pair).environments[color].clusterId, pool, version),
);

export const pollCluster: Step<{ pair: string; handle: Handle }, Progress> = {
  name: "pollCluster",
  run: async (ports, { handle }) => ports.clusters.poll(handle),
};
