import { otherColor, type Color, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { conditionFindings } from "../../domain/upgrade/cluster-findings.ts";
import { lockFindings, writtenBy } from "../../domain/upgrade/lock-findings.ts";
import {
  makePlan,
  withCopy,
  type Plan,
  type PlannedCluster,
  type PlanRequest,
} from "../../domain/upgrade/plan.ts";
import { roomFindings } from "../../domain/upgrade/quota-findings.ts";
import { subnetFindings } from "../../domain/upgrade/subnet-findings.ts";
import { withWaivers } from "../../domain/upgrade/waivers.ts";
import type { Finding } from "../../domain/upgrade/findings.ts";
import type { Sample } from "../../domain/probing/verdict.ts";
import { copyOrderOf } from "../activities/copy-order.ts";
import { lookAt } from "../activities/probing.ts";
import type { Cluster, NodePool, Ports } from "../ports.ts";
import { settingFindings } from "./find-readiness.ts";
import { signInFindings } from "./sign-in-findings.ts";

/** Reads the truth and plans by it; writes nothing. */
export async function findPlan(
  ports: Ports,
  pair: Pair,
  request: PlanRequest & { readonly at?: string },
): Promise<Plan> {
  const [router, record, readiness, blue, green] = await Promise.all([
    ports.router.read(pair),
    ports.records.read(pair.name),
    settingFindings(ports, pair),
    ports.clusters.find(pair.environments.blue.clusterId),
    ports.clusters.find(pair.environments.green.clusterId),
  ]);
  const clusters: Readonly<Record<Color, Cluster | undefined>> = { blue, green };
  const closedGate = record?.record.closedGate ?? null;
  const active = activeColor(router, closedGate) ?? "blue";
  const source = clusters[active] ?? clusters[otherColor(active)];
  const offered =
    source === undefined ? [] : await ports.clusters.offeredVersions(source.id, source.location);
  const activeIsWell =
    request.kind === "rollback" ? await isWell(ports, pair, { color: active, at: request.at ?? "" }) : null;
  // who wants users back waits for no look at what only an upgrade needs
  const ofUpgrade = request.kind === "upgrade" ? await findUpgradeFindings(ports, pair, [blue, green]) : [];
  const facts = {
    router,
    closedGate,
    activeIsWell,
    readiness: [...readiness, ...ofUpgrade],
    clusters: { blue: planned(blue), green: planned(green) },
    offered,
    at: request.at ?? null,
  };
  const plan = await withCopyOf(ports, pair, makePlan(pair, facts, request));
  const findings = [...plan.findings, ...(await signInFindings(ports, pair, { plan, clusters }))];
  return { ...plan, findings: withWaivers(findings, pair.waivers ?? [], request.at ?? null) };
}

/** What stands in the way of writing to the pair at all. */
async function findUpgradeFindings(
  ports: Ports,
  pair: Pair,
  clusters: readonly (Cluster | undefined)[],
): Promise<readonly Finding[]> {
  const locks = lockFindings(pair, await ports.locks.near(writtenBy(pair)));
  return [...locks, ...clusters.flatMap((one) => (one === undefined ? [] : conditionFindings(one)))];
}

/** Nothing is copied from a cluster that is not there; the plan says so already. */
async function withCopyOf(ports: Ports, pair: Pair, plan: Plan): Promise<Plan> {
  const { active, candidate, buildVersion, versions } = plan;
  if (active === null || candidate === null || buildVersion === null || versions.from === null) return plan;
  const order = copyOrderOf(pair, { from: active, to: candidate, version: buildVersion });
  const { clusters } = ports;
  const [copy, besides, room, addressing] = await Promise.all([
    clusters.planCopy(order),
    clusters.planAttached({ from: order.from, to: order.to, deployer: pair.deployer.kind }),
    clusters.roomFor(order),
    clusters.addressingFor(order),
  ]);
  const hops = versions.hops.length;
  const machines = [...roomFindings(room, hops), ...subnetFindings(addressing, hops)];
  return withCopy(plan, {
    ...copy,
    ...besides,
    findings: [...copy.findings, ...besides.findings, ...machines],
  });
}

const quickLooks = 3;

/** Quick, for users may be waiting: false only where look after look has failed. null: nobody could tell. */
async function isWell(
  ports: Ports,
  pair: Pair,
  { color, at }: { color: Color; at: string },
): Promise<boolean | null> {
  const seen: Sample["outcome"][] = [];
  for (let looks = 0; looks < quickLooks; looks += 1) {
    seen.push((await lookAt(ports, pair, { color, at, ways: "origin" })).outcome);
    if (seen.at(-1) === "pass") return true;
  }
  return seen.every((outcome) => outcome === "fail") ? false : null;
}

function planned(cluster: Cluster | undefined): PlannedCluster | null {
  if (cluster === undefined) return null;
  const { id, version, provisioningState, powerState } = cluster;
  // such a pool does not climb, and is no reason to; while its cluster stands still so does every pool
  const staysStopped = (pool: NodePool): boolean => powerState === "Running" && pool.powerState === "Stopped";
  return {
    id,
    version,
    pools: cluster.pools.flatMap((pool) =>
      staysStopped(pool) ? [] : [{ name: pool.name, version: pool.version, nodes: pool.count }],
    ),
    hasFailedPool: cluster.pools.some((pool) => pool.provisioningState === "Failed"),
    stoppedPools: cluster.pools
      .filter(staysStopped)
      .map(({ name, version: its }) => ({ name, version: its })),
    provisioningState,
    powerState,
  };
}
