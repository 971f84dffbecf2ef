import { driftInWords } from "../../domain/upgrade/drift.ts";
import { findDrift } from "../activities/drift.ts";
import type { Story } from "../durable.ts";
import { pause } from "../inbox.ts";
import { note, pairRefOf, type Run } from "../run.ts";
import { call, whileHeld } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";

/**
 * Nobody else has changed a cluster since it was planned: no hand, no other tool, and not AKS itself. Otherwise a
 * person decides, and resuming takes the clusters as they are.
 */
export function* confirmNoDrift(run: Run, { kind, candidate, isEscape }: ActivePlan): Story<void> {
  // whoever goes back is waited for by users, and changes neither cluster
  if (kind !== "upgrade") return;
  const look = { ...pairRefOf(run), candidate, isEscape, made: run.made, accepts: false };
  const drifts = yield* call(run, findDrift, look);
  if (drifts.length === 0) return;
  note(run, "cluster.drifted", { drifts });
  pause(
    run,
    `somebody else has changed a cluster: ${driftInWords(drifts)}. Resume takes it as it is; abort leaves users where they are.`,
  );
  yield* whileHeld(run);
  run.made = null;
  yield* call(run, findDrift, { ...look, made: null, accepts: true });
}
