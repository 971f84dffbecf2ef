import type { CopiedKind } from "../../domain/upgrade/attached.ts";
import { beginCopyAttached, inspectCopy } from "../activities/candidate.ts";
import type { Story } from "../durable.ts";
import type { Trouble } from "../errors.ts";
import { carryOut } from "../long-running.ts";
import { note, ownerOf, pairRefOf, type Run } from "../run.ts";
import { troubleOf } from "../turns.ts";
import { call } from "../waiting.ts";
import type { ActivePlan } from "./planning.ts";

const patience = { attempts: 8 } as const;

/**
 * Before the first hop, so that what differs is of the copy: both clusters are compared, and the copy gets what hangs on
 * the active one. What is refused is told, and the upgrade goes on: a diagnostic setting is no reason to give it up.
 */
export function* completeCopy(run: Run, plan: ActivePlan): Story<void> {
  const { active, candidate } = plan;
  const isNew = plan.buildVersion !== null;
  yield* orTold(run, "candidate.notCompared", function* () {
    const input = { ...pairRefOf(run), active, candidate, isNew };
    const { compared, lacks } = yield* call(run, { ...inspectCopy, ...patience }, input);
    if (compared !== null) note(run, "candidate.compared", { ...compared });
    for (const kind of lacks) yield* copyKind(run, plan, kind);
  });
}

function* copyKind(run: Run, plan: ActivePlan, kind: CopiedKind): Story<void> {
  yield* orTold(run, "attached.notCopied", function* () {
    yield* carryOut(run, {
      begin: beginCopyAttached,
      input: { owner: ownerOf(run), from: plan.active, to: plan.candidate, kind },
      poll: "pollCluster",
      resource: `${kind} of the ${plan.candidate} cluster`,
      limitMinutes: 60,
      ...patience,
    });
    note(run, "attached.copied", { kind });
  });
}

/** Trouble becomes an entry of the journal; a command, or another owner, does not. */
function* orTold(
  run: Run,
  event: "candidate.notCompared" | "attached.notCopied",
  story: () => Story<void>,
): Story<void> {
  try {
    yield* story();
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === undefined) throw error;
    note(run, event, told(trouble));
  }
}

const told = ({ code, message, resource, fix }: Trouble) => ({ code, message, resource, fix });
