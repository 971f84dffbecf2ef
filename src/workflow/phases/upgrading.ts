import { compareVersions, minorOf } from "../../domain/environment/versions.ts";
import {
  beginUpgradeControlPlane,
  beginUpgradePool,
  readCluster,
  readUpgradeTargets,
} from "../activities/clusters.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { call } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";
import { confirmNoDrift } from "./drift.ts";
import { persevere } from "./failed-hops.ts";
import { beginTogether } from "./pools.ts";
import { confirmOwnHand, whileOurs } from "./router-changes.ts";

const upgradeMinutes = 240;
/** Azure promises nothing; public reports are of this size (Azure/AKS#1439). */
const usualSeconds = 5 * 60;

/** Climbs before any workload lands, so that nothing has to be drained. */
export function* upgrading(run: Run, plan: ActivePlan): Story<void> {
  yield* enter(run, "upgrading");
  for (const version of plan.versions.hops) {
    yield* confirmOwnHand(run, plan);
    yield* confirmNoDrift(run, plan);
    yield* hop(run, plan, version);
  }
}

/**
 * Control plane first: pools are never newer than it. Then its pools, side by side where AKS takes several operations
 * at a time, else in order: "Another agentpool operation (…) is in progress" (cilium/cilium#25944).
 */
function* hop(run: Run, plan: ActivePlan, version: string): Story<void> {
  const order = {
    poll: "pollCluster",
    resource: `the ${plan.candidate} cluster`,
    limitMinutes: upgradeMinutes,
    usualSeconds,
  } as const;
  const { expectsTraffic } = run;
  const input = { owner: ownerOf(run), color: plan.candidate, version, expectsTraffic };
  const before = yield* call(run, readCluster, { ...pairRefOf(run), color: plan.candidate });
  // AKS, or somebody, may have taken it further, and a person has accepted that
  if (before === null || compareVersions(before.version, version) < 0) {
    yield* confirmOffered(run, plan, version);
    yield* persevere(run, { pool: null, version }, () =>
      whileOurs(run, plan, () => carryOut(run, { ...order, begin: beginUpgradeControlPlane, input })),
    );
    run.made = version;
    note(run, "controlPlane.upgraded", { version });
    yield* publish(run);
  }
  // one that is Failed is mended by the same write, whatever version it tells
  const behind = (before?.pools ?? []).filter(
    (pool) => compareVersions(pool.version, version) < 0 || pool.provisioningState === "Failed",
  );
  const running = behind.filter((pool) => pool.powerState !== "Stopped");
  yield* beginTogether(
    run,
    running.map((pool) => ({ ...input, pool: pool.name })),
  );
  for (const pool of behind) {
    // Azure upgrades no pool that stands still (Azure/AKS#2170); it is its owner's to start
    if (pool.powerState === "Stopped") {
      note(run, "pool.skipped", { pool: pool.name, why: "it is stopped" });
      continue;
    }
    yield* confirmNoDrift(run, plan);
    const pooled = { ...input, pool: pool.name };
    // all but the first have been under way for a while when they are first looked at
    const poolOrder = pool === running[0] ? order : { ...order, usualSeconds: undefined };
    yield* persevere(run, { pool: pool.name, version }, () =>
      whileOurs(run, plan, () => carryOut(run, { ...poolOrder, begin: beginUpgradePool, input: pooled })),
    );
    note(run, "pool.upgraded", { pool: pool.name, version });
    yield* publish(run);
  }
}

/** The cluster's own upgrade profile has the last word, and it can change between two hops. */
function* confirmOffered(run: Run, plan: ActivePlan, version: string): Story<void> {
  const targets = yield* call(run, readUpgradeTargets, { ...pairRefOf(run), color: plan.candidate });
  if (targets.some((target) => target.version === version)) return;
  throw new TurnAround({
    kind: "stuck",
    trouble: {
      reaction: "stop",
      code: "HOP_NOT_OFFERED",
      message: `The cluster's upgrade profile does not offer ${version}; it offers ${targets.map((one) => one.version).join(", ") || "nothing"}.`,
      resource: `the ${plan.candidate} cluster`,
      fix: `Start the upgrade again: it plans with the ${minorOf(version)} patches offered now.`,
    },
  });
}
