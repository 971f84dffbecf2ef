import type { Outcome } from "../../domain/upgrade/phases.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { readOwnership } from "../activities/ownership.ts";
import { releasePair } from "../activities/record.ts";
import type { Story } from "../durable.ts";
import { refuseRest } from "../inbox.ts";
import { note, ownerOf, publish, type Run } from "../run.ts";
import { persist } from "../step.ts";

/** Says how it ended, then gives the pair free: the last activity of every end. */
export function* end(run: Run, outcome: Outcome, why: string | null): Story<OperationHead> {
  // a rollback may have taken over meanwhile: then how this one ended is not for it to say
  if (!(yield* persist(run.context, readOwnership, { owner: ownerOf(run) })))
    return supersededHead(run, "another operation");
  // only a completed operation leaves a way back behind it; after any other, users are where they were
  const wayBack = outcome === "completed" ? run.head.wayBack : null;
  run.head = { ...run.head, outcome, why, wayBack, allowed: [] };
  note(run, "operation.ended", { outcome, why });
  refuseRest(run, `the operation has ended ${outcome}`);
  yield* publish(run);
  const { pair, kind } = run.input;
  yield* persist(run.context, releasePair, { pair, operationId: run.id, kind, outcome });
  return run.head;
}

/** Another operation owns the pair: nothing is written, not even a journal. */
export function supersededHead(run: Run, by: string): OperationHead {
  run.head = { ...run.head, outcome: "superseded", why: `the pair is owned by ${by}`, allowed: [] };
  run.context.df.setCustomStatus(run.head);
  return run.head;
}
