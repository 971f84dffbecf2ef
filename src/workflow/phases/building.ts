import { beginCopy, beginStart, beginTag, readCluster } from "../activities/clusters.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import type { Cluster } from "../ports.ts";
import { enter, note, nowOf, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { call } from "../waiting.ts";
import { carryCredentials } from "./credentials.ts";
import type { ActivePlan } from "./planning.ts";
import { keptTag } from "../../domain/environment/tags.ts";
import { reconcile, whileOurs } from "./router-changes.ts";

/** Long enough for a slow region; after it the operation ends rather than polling for ever. */
const buildMinutes = 180;

/** Returns when the standby entry was seen enabled: verifying waits until the edges must know it. */
export function* building(run: Run, plan: ActivePlan): Story<{ stagedAt: Date }> {
  yield* enter(run, "building");
  // a side that is sick is nothing to fall back to, and users are waiting
  const stagedAt = plan.isEscape ? new Date(0) : yield* stageStandby(run, plan);
  yield* bringUp(run, plan);
  const cluster = yield* call(run, readCluster, { ...pairRefOf(run), color: plan.candidate });
  const active = yield* call(run, readCluster, { ...pairRefOf(run), color: plan.active });
  // what is kept as the way back is taken as it is: it need not know a pool that the active got later
  const lack = whatIsMissing(cluster, plan.kind === "upgrade" ? active : null);
  if (lack !== undefined) throw notReady(plan, lack);
  note(run, "candidate.ready", { version: cluster?.version, pools: cluster?.pools.map((pool) => pool.name) });
  yield* publish(run);
  // what was kept as the way back has them already
  if (plan.kind === "upgrade") yield* carryCredentials(run, plan);
  return { stagedAt };
}

/** The first write of all: the active environment becomes the healthy standby in the candidate's group. */
function* stageStandby(run: Run, plan: ActivePlan): Story<Date> {
  yield* reconcile(run, plan, { step: "stage" });
  note(run, "standby.enabled", { group: plan.candidate, origin: plan.active });
  yield* publish(run);
  return nowOf(run);
}

function* bringUp(run: Run, plan: ActivePlan): Story<void> {
  const order = {
    poll: "pollCluster",
    resource: `the ${plan.candidate} cluster`,
    limitMinutes: buildMinutes,
  } as const;
  const input = { owner: ownerOf(run), color: plan.candidate };
  if (plan.buildVersion === null) {
    yield* carryOut(run, { ...order, begin: beginStart, input });
    note(run, "candidate.started");
    // from here on it is a candidate, and no proven way back any more
    yield* carryOut(run, { ...order, begin: beginTag, input: { ...input, tags: { [keptTag]: null } } });
  } else {
    const { expectsTraffic } = run;
    const copy = { ...input, from: plan.active, version: plan.buildVersion, expectsTraffic };
    yield* whileOurs(run, plan, () => carryOut(run, { ...order, begin: beginCopy, input: copy }));
    note(run, "candidate.created", { version: plan.buildVersion });
  }
  yield* publish(run);
}

/** Asked before the first hop, so that a fault of the copy and a fault of the upgrade are told apart. */
function whatIsMissing(cluster: Cluster | null, active: Cluster | null): string | undefined {
  if (cluster === null) return "it is not there";
  if (cluster.powerState !== "Running") return "it is not running";
  // a pool that its owner keeps stopped stays so
  const mayStandStill = (name: string): boolean =>
    active?.pools.find((pool) => pool.name === name)?.powerState !== "Running";
  const sick = cluster.pools.find(
    ({ name, provisioningState, powerState }) =>
      provisioningState !== "Succeeded" || (powerState !== "Running" && !mayStandStill(name)),
  );
  if (sick !== undefined) return `its pool ${sick.name} is ${sick.provisioningState}, ${sick.powerState}`;
  const names = new Set(cluster.pools.map((pool) => pool.name));
  const absent = active?.pools.find((pool) => !names.has(pool.name));
  return absent === undefined ? undefined : `the active cluster's pool ${absent.name} is missing in it`;
}

const notReady = (plan: ActivePlan, lack: string): TurnAround =>
  new TurnAround({
    kind: "stuck",
    trouble: {
      reaction: "stop",
      code: "CANDIDATE_NOT_READY",
      message: `The ${plan.candidate} cluster was built, but ${lack}.`,
      resource: `the ${plan.candidate} cluster`,
      fix: "Repair or delete that cluster, then start the upgrade again.",
    },
  });
