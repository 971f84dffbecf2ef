import { writeTwins, readMissingTwins, removeTwins } from "../activities/credentials.ts";
import type { Story } from "../durable.ts";
import { note, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { troubleOf } from "../turns.ts";
import { call } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";

/** Every build of a cluster has an issuer of its own, and workloads sign in by federated credentials that name it. */
export function* carryCredentials(run: Run, plan: ActivePlan): Story<void> {
  const sides = { from: plan.active, to: plan.candidate };
  const twins = yield* call(run, readMissingTwins, { ...pairRefOf(run), ...sides });
  if (twins.length === 0) return;
  run.twins = twins;
  note(run, "credentials.made", { color: plan.candidate, twins });
  // told before they are written: whoever removes them must know them
  yield* publish(run);
  yield* call(run, writeTwins, { owner: ownerOf(run), ...sides });
}

/** On abort; what stays costs no more than a place among the identity's twenty. */
export function* removeCredentials(run: Run, plan: ActivePlan): Story<void> {
  const { twins } = run;
  if (twins.length === 0) return;
  const color = plan.candidate;
  try {
    yield* call(run, { ...removeTwins, attempts: 5 }, { owner: ownerOf(run), color, twins });
    note(run, "credentials.removed", { color, twins });
    run.twins = [];
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    const message = `the federated credentials that were made for ${color} stay: ${trouble.message}`;
    note(run, "operation.waited", { for: "removeTwins", message });
  }
}
