import type { ArmRequest, Fault } from "../joints.ts";
import type { Region } from "./region.ts";

type Act = Extract<Fault, { kind: "foreignOperation" | "foreignUpgrade" }>;

/** What nobody of the app has begun: AKS's own work, or another hand's. It stands in no ledger of ARM's writes. */
export function actBehind(region: Region, clusterId: string, act: Act): void {
  const cluster = region.find(clusterId);
  if (cluster === undefined || cluster.isBusy || cluster.power === "Stopped") return;
  const request = requestOf("PUT", clusterId);
  const operationId = `foreign ${act.kind}`;
  if (act.kind === "foreignOperation") {
    const durationMs = act.minutes * 60_000;
    const state = "Updating";
    region.begin({ cluster, request, operationId, state, durationMs, done: () => undefined });
    return;
  }
  const { version } = act;
  region.begin({
    cluster,
    request,
    operationId,
    state: "Upgrading",
    durationMs: region.durationMs("upgrade", cluster.id),
    done: () => {
      Object.assign(cluster, { version, currentVersion: version });
      for (const pool of cluster.pools) Object.assign(pool, { version, currentVersion: version });
    },
  });
}

export const requestOf = (method: string, path: string): ArmRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body: undefined,
});
