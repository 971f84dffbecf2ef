import { createHash } from "node:crypto";
import type { HistoryEvent } from "./history-event.ts";
import { isTerminal, type Turn } from "./records.ts";
import { isCreation, missing } from "./simulation/determinism.ts";
import type { Instance } from "./state.ts";

/** Of the turns that can be lost, where chance decides. */
const shareLost = 0.1;

/**
 * A job host that restarts in the middle of a turn, as production's does when its host.json is rewritten: what the turn
 * scheduled already stands in the history, but the events that led there are handed out again and nothing of it is set
 * going. The next replay meets a step that its code has not taken yet, and fails for good.
 */
export class MidTurnRestarts {
  readonly #seed: number | undefined;
  /** How many such turns of an instance still go well. */
  readonly #doomed = new Map<string, number>();
  /** By the execution that has lost a turn: what its next replay says. */
  readonly #lost = new Map<string, string>();

  /** With a seed, turns of any instance are lost by chance. */
  constructor(seed?: number) {
    this.#seed = seed;
  }

  /** The next turn of that instance that schedules something is lost half-done, once so many have gone well. */
  befall(instanceId: string, spared: number): void {
    this.#doomed.set(instanceId, spared);
  }

  /** What is left of the turn: all of it, unless it is one that was to be lost. */
  leftOf(turn: Turn, instance: Instance): Turn {
    const { id, executionId, history } = instance;
    const step = turn.events.find(isCreation);
    // the first turn follows from nothing, so its replay would find what it looks for
    const isSpared = history.length === 0 || turn.next !== undefined || isTerminal(turn.status);
    const spared = this.#doomed.get(id) ?? this.#drawn(instance);
    if (spared === undefined || isSpared || step === undefined) return turn;
    if (spared > 0) {
      this.#doomed.set(id, spared - 1);
      return turn;
    }
    this.#doomed.delete(id);
    this.#lost.set(executionId, missing(step));
    return { ...turn, taken: 0, activities: [], timers: [], children: [], messages: [] };
  }

  /** The same run loses the same turns again. */
  #drawn({ id, history }: Instance): number | undefined {
    if (this.#seed === undefined) return undefined;
    const drawn = createHash("sha256")
      .update(`${this.#seed} ${id} ${history.length}`)
      .digest()
      .readUInt32BE();
    return drawn < shareLost * 2 ** 32 ? 0 : undefined;
  }

  failureOf({ executionId }: Instance): string | undefined {
    return this.#lost.get(executionId);
  }
}

/** No code has made the history of an execution that has lost a turn, so none can be asked to make it again. */
export const hasLostATurn = (events: readonly HistoryEvent[]): boolean =>
  events.some(
    (event) => "Result" in event && event.Result?.startsWith('"Non-Deterministic workflow detected') === true,
  );
