import type { Pair } from "../../domain/environment/pair.ts";
import { readAddress, writeAddress } from "../activities/addresses.ts";
import type { Story } from "../durable.ts";
import { note, nowOf, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { call, sleep } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";
import { whileOurs } from "./router-changes.ts";

const addressMinutes = 30;

/** A rebuilt cluster's ingress has a new address, and the permanent host name must lead to it before the proof. */
export function* updateAddress(run: Run, plan: ActivePlan, pair: Pair): Story<void> {
  const { candidate: color } = plan;
  if (pair.environments[color].address.kind === "staticIp") return;
  const { named, actual, ttlSeconds } = yield* ingressAddress(run, plan);
  if (named === actual) return;
  run.formerAddress = named;
  note(run, "address.updated", { color, from: named, to: actual });
  // told before it is written: whoever puts it back must find the old value
  yield* publish(run);
  yield* whileOurs(run, plan, function* () {
    yield* call(run, writeAddress, { owner: ownerOf(run), color, address: actual });
  });
  // until then resolvers may go on with the old one, and a proof would be one of whatever is there
  yield* sleep(run, ttlSeconds);
}

function* ingressAddress(
  run: Run,
  plan: ActivePlan,
): Story<{ named: string | null; actual: string; ttlSeconds: number }> {
  const deadline = nowOf(run).getTime() + addressMinutes * 60_000;
  for (;;) {
    const { named, actual, ttlSeconds } = yield* call(run, readAddress, {
      ...pairRefOf(run),
      color: plan.candidate,
    });
    if (actual !== null) return { named, actual, ttlSeconds };
    if (nowOf(run).getTime() > deadline) throw noAddress(plan);
    yield* sleep(run, 60);
  }
}

/** On abort the name leads again where it led before. */
export function* restoreAddress(run: Run, plan: ActivePlan): Story<void> {
  if (run.formerAddress === null) return;
  const { candidate: color } = plan;
  yield* call(run, writeAddress, { owner: ownerOf(run), color, address: run.formerAddress });
  note(run, "address.restored", { color, to: run.formerAddress });
  run.formerAddress = null;
}

const noAddress = (plan: ActivePlan): TurnAround =>
  new TurnAround({
    kind: "stuck",
    trouble: {
      reaction: "stop",
      code: "NO_INGRESS_ADDRESS",
      message: `After ${addressMinutes} minutes the ${plan.candidate} cluster has no public IP for the ingress that the pair file names.`,
      resource: `the ${plan.candidate} cluster`,
      fix: "Look at the ingress' Service, or correct address.service in the pair file.",
    },
  });
