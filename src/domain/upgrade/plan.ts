import { otherColor, type Color, type Pair } from "../environment/pair.ts";
import {
  buildVersion,
  compareVersions,
  hopsBetween,
  resolveTarget,
  type Offered,
} from "../environment/versions.ts";
import { activeColor, type RouterState } from "../swap/layout.ts";
import { activeFinding, isServing } from "./cluster-findings.ts";
import type { Attached } from "./attached.ts";
import { doubleRun, type DoubleRun } from "./double-run.ts";
import type { Difference } from "./difference.ts";
import { blocking, type Finding } from "./findings.ts";
import type { WayBack } from "./operation.ts";
import type { OperationKind } from "./pair-record.ts";
import { expected, stepsOf, type PlanStep } from "./plan-steps.ts";
import { routerFindings } from "./router-findings.ts";
import { targetNotOffered, versionFindings } from "./version-findings.ts";

/** What a plan needs to know of a cluster. */
export interface PlannedCluster {
  readonly id: string;
  readonly version: string;
  /** Those that climb; a stopped one stays as it is. */
  readonly pools: readonly { readonly name: string; readonly version: string; readonly nodes: number }[];
  /** As a drain that failed leaves it; AKS resumes it by the next PUT. */
  readonly hasFailedPool: boolean;
  /** Pools that stand still in a running cluster; they do not climb. */
  readonly stoppedPools: readonly { readonly name: string; readonly version: string }[];
  readonly provisioningState: string;
  readonly powerState: "Running" | "Stopped";
}

/** The truth as it was read for one plan. */
export interface PlanFacts {
  readonly router: RouterState;
  readonly clusters: Readonly<Record<Color, PlannedCluster | null>>;
  readonly offered: readonly Offered[];
  /** The color whose gate the pair record keeps closed. */
  readonly closedGate: Color | null;
  /** Whether the active environment passes its checks now; null: nobody asked, which only a rollback does. */
  readonly activeIsWell: boolean | null;
  /** When this was read (ISO 8601); null: nobody has told the time. */
  readonly at: string | null;
  /** What readiness found besides the router's layout. */
  readonly readiness: readonly Finding[];
}

/** What an operation will do; made once from read facts and never changed. */
export interface Plan {
  readonly pair: string;
  readonly kind: OperationKind;
  readonly active: Color | null;
  readonly candidate: Color | null;
  /** Users leave a side that is sick or gone: nothing is done that only makes sense while it is well. */
  readonly isEscape: boolean;
  /** The candidate is created on this version; null when it is there already. */
  readonly buildVersion: string | null;
  readonly versions: {
    readonly from: string | null;
    readonly target: string | null;
    readonly hops: readonly string[];
  };
  readonly steps: readonly PlanStep[];
  readonly expectedMinutes: number;
  readonly rollbackMinutes: number;
  readonly wayBack: WayBack;
  readonly findings: readonly Finding[];
  /** In what the candidate's cluster will not be like the active's; none where it is there already. */
  readonly differences: readonly Difference[];
  /** What hangs on the active's cluster besides its body, and what becomes of it; none where nothing is copied. */
  readonly attached: readonly Attached[];
  /** What it takes in nodes that both clusters run. */
  readonly doubleRun: readonly DoubleRun[];
}

export interface PlanRequest {
  readonly kind: OperationKind;
  /** A version or minor that a person asked for; the pair's policy decides without one. */
  readonly target: string | null;
}

export function makePlan(pair: Pair, facts: PlanFacts, request: PlanRequest): Plan {
  const active = activeColor(facts.router, facts.closedGate) ?? null;
  const candidate = active === null ? null : otherColor(active);
  const [from, kept] = [clusterOf(facts, active), clusterOf(facts, candidate)];
  const versions = plannedVersions(pair, facts, request);
  const findings = [
    ...[...routerFindings(pair, facts.router), ...facts.readiness].map((finding) =>
      request.kind === "rollback" ? asFarAsWayBack(finding) : finding,
    ),
    ...clusterFindings(pair, { active, from, kept, kind: request.kind }),
    ...versions.findings,
  ];
  const isEscape = request.kind === "rollback" && isLost(from, facts.activeIsWell);
  const steps = stepsOf(pair, request.kind, { kept: kept !== null, hops: versions.hops.length, isEscape });
  return {
    pair: pair.name,
    kind: request.kind,
    active,
    candidate,
    isEscape,
    buildVersion: kept === null ? versions.build : null,
    versions: { from: from?.version ?? null, target: versions.target, hops: versions.hops },
    steps,
    expectedMinutes: steps.reduce((sum, step) => sum + step.expectedMinutes, 0),
    rollbackMinutes: rollbackMinutes(request.kind, steps),
    wayBack: {
      how: `${otherOf(active)}'s gate is closed, so that edges fall back within a few probes, and one write of the users' route goes back to ${active ?? "the active"}`,
      until: null,
    },
    findings,
    differences: [],
    attached: [],
    doubleRun: doubleRun((kept ?? from)?.pools ?? [], steps),
  };
}

/** The plan with what a copy of the active cluster would be. */
export const withCopy = (plan: Plan, copy: Pick<Plan, "findings" | "differences" | "attached">): Plan => ({
  ...plan,
  findings: [...plan.findings, ...copy.findings],
  differences: copy.differences,
  attached: copy.attached,
});

/** Sick, stopped, going or gone. */
const isLost = (active: PlannedCluster | null, isWell: boolean | null): boolean =>
  isWell === false || !isServing(active);

/**
 * Until users are back: of a running upgrade one write's rollout, should the lever be of no use; of a rollback after
 * completion everything up to their arrival.
 */
function rollbackMinutes(kind: OperationKind, steps: readonly PlanStep[]): number {
  if (kind === "upgrade") return expected.arrival;
  const last = steps.findIndex((step) => step.phase === "swapping");
  return steps.slice(0, last + 1).reduce((sum, step) => sum + step.expectedMinutes, 0);
}

/** Users who want back are not kept waiting by a setting that only an upgrade needs. */
const asFarAsWayBack = (finding: Finding): Finding =>
  finding.code === "ROUTE_UNUSABLE" || finding.code === "GROUP_LAYOUT"
    ? finding
    : { ...finding, severity: "warning" };

const otherOf = (active: Color | null): string => (active === null ? "the candidate" : otherColor(active));

const clusterOf = (facts: PlanFacts, color: Color | null): PlannedCluster | null =>
  color === null ? null : facts.clusters[color];

export const blockingFindings = (plan: Plan): readonly Finding[] =>
  plan.findings.filter((finding) => finding.severity === "blocking");

interface PlannedVersions {
  readonly target: string | null;
  readonly build: string | null;
  readonly hops: readonly string[];
  readonly findings: readonly Finding[];
}

function plannedVersions(pair: Pair, facts: PlanFacts, request: PlanRequest): PlannedVersions {
  const active = activeColor(facts.router, facts.closedGate);
  const from = clusterOf(facts, active ?? null);
  const kept = active === undefined ? null : facts.clusters[otherColor(active)];
  // a rollback goes back to what is kept, on the version it has
  if (request.kind === "rollback")
    return { target: kept?.version ?? null, build: null, hops: [], findings: [] };
  if (from === null) return { target: null, build: null, hops: [], findings: [] };
  const target = resolveTarget(
    request.target === null ? pair.versionPolicy : { pinned: request.target },
    facts.offered,
  );
  if (target.kind === "notOffered") {
    return { target: null, build: null, hops: [], findings: [targetNotOffered(from.id, target)] };
  }
  const build = buildVersion(
    { buildAt: pair.buildAt, active: from.version, target: target.version },
    facts.offered,
  );
  const hops = hopsBetween(kept?.version ?? build, target.version, facts.offered);
  const findings = versionFindings(facts, { from, kept, build, target: target.version });
  return { target: target.version, build, hops: [...laggingPools(kept), ...hops], findings };
}

/** Pools that an earlier run left behind their control plane, or failed, climb to it first: no minor may be skipped. */
function laggingPools(kept: PlannedCluster | null): readonly string[] {
  if (kept === null) return [];
  const isBehind = kept.pools.some(({ version }) => compareVersions(version, kept.version) < 0);
  return isBehind || kept.hasFailedPool ? [kept.version] : [];
}

function clusterFindings(
  pair: Pair,
  world: {
    active: Color | null;
    from: PlannedCluster | null;
    kept: PlannedCluster | null;
    kind: OperationKind;
  },
): readonly Finding[] {
  const { active, from, kept, kind } = world;
  if (active === null) return [];
  const findings: Finding[] = [];
  const ids = {
    active: pair.environments[active].clusterId,
    other: pair.environments[otherColor(active)].clusterId,
  };
  if (kind === "upgrade") findings.push(...activeFinding({ active, clusterId: ids.active, cluster: from }));
  if (kept === null && kind === "rollback") {
    const message = "There is no kept environment to go back to.";
    findings.push(
      blocking("NOTHING_TO_GO_BACK_TO", ids.other, { message, fix: "Start an upgrade instead." }),
    );
  }
  const isResumed = kind === "upgrade" && kept?.hasFailedPool === true;
  if (kept?.provisioningState === "Failed" && !isResumed) {
    const message = `The kept ${otherColor(active)} cluster is in the provisioning state Failed.`;
    findings.push(
      blocking("CANDIDATE_FAILED", ids.other, {
        message,
        fix: "Repair it (az aks update) or delete it, then start again.",
      }),
    );
  }
  return findings;
}
