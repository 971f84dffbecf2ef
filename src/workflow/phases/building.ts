import { readCandidate } from "../activities/candidate.ts";
import { beginCopy, beginStart, beginTag } from "../activities/clusters.ts";
import type { Story } from "../durable.ts";
import { carryOut } from "../long-running.ts";
import { enter, note, nowOf, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { call } from "../waiting.ts";
import { carryCredentials } from "./credentials.ts";
import { completeCopy } from "./completing-copy.ts";
import { confirmNoDrift } from "./drift.ts";
import type { ActivePlan } from "./planning.ts";
import { keptTag } from "../../domain/environment/tags.ts";
import { reconcile, whileOurs } from "./router-changes.ts";

/** Long enough for a slow region; after it the operation ends rather than polling for ever. */
const buildMinutes = 180;
/** Azure promises nothing; public reports are of this size (Azure/AKS#1439). */
const usualSeconds = 5 * 60;

/** Returns when the standby entry was seen enabled: verifying waits until the edges must know it. */
export function* building(run: Run, plan: ActivePlan): Story<{ stagedAt: Date }> {
  yield* enter(run, "building");
  // a side that is sick is nothing to fall back to, and users are waiting
  const stagedAt = plan.isEscape ? new Date(0) : yield* stageStandby(run, plan);
  // approval and staging may have taken days
  yield* confirmNoDrift(run, plan);
  yield* bringUp(run, plan);
  const isUpgrade = plan.kind === "upgrade";
  const { active, candidate } = plan;
  const asked = { ...pairRefOf(run), active, candidate, isUpgrade, isMended: isMended(plan) };
  const found = yield* call(run, readCandidate, asked);
  if (found.lack !== null) throw notReady(plan, found.lack);
  if (isUpgrade) {
    yield* completeCopy(run, plan);
    yield* carryCredentials(run, plan);
  }
  // the next phase tells it as it begins
  note(run, "candidate.ready", { version: found.version, pools: found.pools });
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
    const created = { ...order, usualSeconds };
    const copy = { ...input, from: plan.active, version: plan.buildVersion, expectsTraffic };
    yield* whileOurs(run, plan, () => carryOut(run, { ...created, begin: beginCopy, input: copy }));
    note(run, "candidate.created", { version: plan.buildVersion });
  }
  yield* publish(run);
}

/** A drain may have failed in a kept cluster: AKS resumes that upgrade by the next PUT, which the climb makes. */
const isMended = ({ kind, buildVersion, versions }: ActivePlan): boolean =>
  kind === "upgrade" && buildVersion === null && versions.hops.length > 0;

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
