import { otherColor } from "../../domain/environment/pair.ts";
import { foreignChanges } from "../../domain/swap/foreign-hands.ts";
import { activeColor, type RouterState } from "../../domain/swap/layout.ts";
import { fullShare } from "../../domain/swap/shares.ts";
import { after, nextWrite, withChange, type RouterChange } from "../../domain/swap/protocol.ts";
import { propagationMinutes } from "../../domain/swap/traffic.ts";
import { guardCodes } from "../activities/guarded.ts";
import { beginRouterChange, readRouter, readWriters } from "../activities/router.ts";
import type { Story } from "../durable.ts";
import type { Trouble } from "../errors.ts";
import { pause } from "../inbox.ts";
import { carryOut } from "../long-running.ts";
import { note, nowOf, ownerOf, pairRefOf, publish, type Run } from "../run.ts";
import { TurnAround, troubleOf } from "../turns.ts";
import { call, halt, sleep, whileHeld } from "../waiting.ts";
import { moveEvidence } from "./evidence.ts";
import type { ActivePlan } from "./planning.ts";

export interface Wanted {
  readonly step: Exclude<RouterChange["step"], "rollBack">;
  readonly percent?: number;
  /**
   * Takes the evidence anew that the guard of this write asks for; before every try, so that no wait stands between
   * judging and writing.
   */
  readonly prove?: () => Story<void>;
}

/**
 * Makes a change of the router. Compared first with what our own writes made of it: a hand edit is never
 * overwritten. A refusal has changed nothing, so it pauses for a person. Gives behind how many of our own writes the
 * new one queues.
 */
export function* reconcile(run: Run, plan: ActivePlan, wanted: Wanted): Story<number> {
  let deadline = nowOf(run).getTime() + patienceMinutes * 60_000;
  for (;;) {
    yield* confirmOwnHand(run, plan);
    if (wanted.prove !== undefined) yield* wanted.prove();
    try {
      const change = changeOf(plan, wanted);
      const isNeeded = run.router !== undefined && nextWrite(run.router, change) !== undefined;
      yield* writeChange(run, plan, change);
      yield* tellThaw(run);
      return isNeeded ? countWrite(run) : 0;
    } catch (error) {
      const trouble = refusalIn(error);
      // what was proven has grown old while the write was refused: it is proven again
      const isOld = trouble.code === guardCodes.waits && wanted.prove !== undefined;
      if (isOld && nowOf(run).getTime() < deadline) {
        yield* sleep(run, againSeconds);
        continue;
      }
      yield* pauseOn(run, wanted, trouble);
      deadline = nowOf(run).getTime() + patienceMinutes * 60_000;
    }
  }
}

/** What the outside or a guard that waits has against a write; anything else is for whoever called. */
function refusalIn(error: unknown): Trouble {
  const trouble = troubleOf(error);
  if (trouble === undefined || trouble.code === guardCodes.refused) throw error;
  return trouble;
}

/** A person is told what refuses the write: the guard's own objection only where Front Door had none. */
function* pauseOn(run: Run, { step }: Wanted, refusal: Trouble): Story<void> {
  const isGuards = refusal.code === guardCodes.waits;
  const trouble = isGuards ? (run.waitedFor ?? refusal) : refusal;
  if (trouble.code !== guardCodes.waits) tellFrozen(run, trouble);
  pause(
    run,
    `the write of ${step} does not get through: ${trouble.message} Resume reads the router and tries again.`,
  );
  yield* whileHeld(run);
}

/** So long is evidence taken anew and the write tried again before a person is asked. */
const patienceMinutes = 60;
/** What the guard waits for may be back soon; nothing is asked without time passing. */
const againSeconds = 30;

export const changeOf = (
  plan: ActivePlan,
  { step, percent = fullShare }: { step: RouterChange["step"]; percent?: number },
): RouterChange => ({ step, candidate: plan.candidate, percent });

function* writeChange(run: Run, plan: ActivePlan, change: RouterChange): Story<void> {
  run.tried = change;
  yield* carryOut(run, {
    begin: beginRouterChange,
    input: {
      owner: ownerOf(run),
      change,
      evidence: moveEvidence(run, plan),
      wayBack: null,
      isEscape: plan.isEscape,
      known: null,
    },
    poll: "pollRouter",
    resource: change.step === "swap" ? "the users' route" : "the users' origin groups",
    limitMinutes: 60,
    notWaitingFor: [guardCodes.waits],
  });
  if (run.router !== undefined) run.router = withChange(run.router, change);
  run.tried = null;
}

/**
 * Counts a write of ours, and those that may still be spreading: Front Door queues the new one behind them. Gives how
 * many it queues behind.
 */
export function countWrite(run: Run): number {
  const now = nowOf(run).getTime();
  const behind = run.writtenAt.filter((at) => now - at.getTime() < propagationMinutes * 60_000);
  run.writtenAt = [...run.writtenAt, nowOf(run)];
  run.head = {
    ...run.head,
    rollouts: { written: run.writtenAt.length, spreading: behind.length + 1 },
  };
  return behind.length;
}

/** Known from a write that was wanted anyway: none is made only to find out. */
export function tellFrozen(run: Run, trouble: { code: string; message: string }): void {
  if (run.head.frozenSince !== null) return;
  const { code, message } = trouble;
  run.head = { ...run.head, frozenSince: nowOf(run).toISOString() };
  note(run, "frontDoor.frozen", { code, message });
}

export function* tellThaw(run: Run): Story<void> {
  if (run.head.frozenSince === null) return;
  note(run, "frontDoor.thawed", { since: run.head.frozenSince });
  run.head = { ...run.head, frozenSince: null };
  yield* publish(run);
}

/** Route, groups and origins are as our own writes made them; else the story stops and says what changed, and by whom. */
export function* confirmOwnHand(run: Run, plan: ActivePlan): Story<void> {
  for (;;) {
    const found = yield* call(run, readRouter, pairRefOf(run));
    const expected = run.router ?? found;
    run.router = expected;
    const changes = foreignChanges(expected, found);
    if (changes.length === 0) return;
    if (isOwnDoing(run, expected, found)) {
      run.router = found;
      return;
    }
    const writers = yield* call(run, readWriters, { ...pairRefOf(run), since: run.head.startedAt });
    const by = writers.length === 0 ? "somebody else" : writers.join(", ");
    yield* halt(run, `${by} has changed the router: ${changes.join("; ")}. Resume accepts it as it is then.`);
    const accepted = yield* call(run, readRouter, pairRefOf(run));
    const active = activeColor(accepted);
    // a person may accept other settings, but not that users are somewhere else than the story believes
    if (active !== undefined && active === activeColor(expected)) run.router = accepted;
    else if (active === otherColor(plan.candidate)) throw movedAway(plan);
  }
}

/** A write that was accepted and never seen to end is ours all the same, and so is each part of it. */
function isOwnDoing({ tried }: Run, expected: RouterState, found: RouterState): boolean {
  if (tried === null) return false;
  let made = expected;
  for (let write = nextWrite(made, tried); write !== undefined; write = nextWrite(made, tried)) {
    made = after(made, write);
    if (foreignChanges(made, found).length === 0) return true;
  }
  return false;
}

/**
 * A write that its guard refuses because somebody has led users there: the story stops and says what changed, then the
 * write is tried again.
 */
export function* whileOurs(run: Run, plan: ActivePlan, write: () => Story<void>): Story<void> {
  for (;;) {
    try {
      return yield* write();
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined || trouble.code !== guardCodes.refused) throw error;
      const before = run.told;
      yield* confirmOwnHand(run, plan);
      // nothing of the router is another: then it is not a hand that stands in the way
      if (run.told === before) throw error;
    }
  }
}

const movedAway = (plan: ActivePlan): TurnAround =>
  new TurnAround({
    kind: "rollBack",
    command: null,
    why: `somebody else has moved users back to ${otherColor(plan.candidate)}`,
  });
