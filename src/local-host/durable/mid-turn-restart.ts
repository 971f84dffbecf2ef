import { isTerminal, type Turn } from "./records.ts";
import type { Instance } from "./state.ts";

/**
 * A job host that restarts in the middle of a turn, as production's does when its host.json is rewritten: what the turn
 * scheduled already stands in the history, but the events that led there are handed out again and nothing of it is set
 * going. Every replay from then on meets a step that its code has not taken yet.
 */
export class MidTurnRestarts {
  readonly #doomed = new Set<string>();

  /** The next turn of that instance that schedules something is lost half-done. */
  befall(instanceId: string): void {
    this.#doomed.add(instanceId);
  }

  /** What is left of the turn: all of it, unless it is one that was to be lost. */
  leftOf(turn: Turn, { id, history }: Instance): Turn {
    // the first turn follows from nothing, so its replay would find what it looks for
    if (!this.#doomed.has(id) || history.length === 0 || !goesOn(turn)) return turn;
    this.#doomed.delete(id);
    return { ...turn, taken: 0, activities: [], timers: [], children: [], messages: [] };
  }
}

const goesOn = ({ next, status, activities, timers, children }: Turn): boolean =>
  next === undefined && !isTerminal(status) && activities.length + timers.length + children.length > 0;
