import type { Story } from "../durable.ts";
import { enter, note, nowOf, publish, type Run } from "../run.ts";
import { TurnAround } from "../turns.ts";
import { nap } from "../waiting.ts";

const approvalHours = 72;

/** Waits for a person's approval; a forgotten one ends safely. */
export function* approval(run: Run, wanted: { for: "start" | "swap" }): Story<void> {
  run.approved = false;
  yield* enter(run, "waitingForApproval");
  const expiresAt = new Date(nowOf(run).getTime() + approvalHours * 3_600_000);
  run.head = { ...run.head, why: `waits for approval to ${wanted.for}` };
  note(run, "approval.asked", { for: wanted.for, expiresAt: expiresAt.toISOString() });
  yield* publish(run);
  while (!isApproved(run)) {
    if (nowOf(run).getTime() >= expiresAt.getTime() - 1_000) {
      note(run, "approval.expired", { for: wanted.for });
      throw new TurnAround({
        kind: "abort",
        command: null,
        why: `nobody approved the ${wanted.for} within ${approvalHours} hours`,
      });
    }
    yield* nap(run, expiresAt);
  }
  note(run, "approval.given", { for: wanted.for });
}

/** Read anew each time: a command may have changed it while the story waited. */
const isApproved = (run: Run): boolean => run.approved;
