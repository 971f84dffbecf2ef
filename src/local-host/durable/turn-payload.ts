import type { Invocation } from "../app/invoke.ts";
import { newEvent, replayedEvent, seenText, type HistoryEvent, type SeenEvent } from "./history-event.ts";
import type { Instance } from "./state.ts";

export type Payload = Pick<Required<Invocation>, "data" | "turn">;

/**
 * The trigger's data. The SDK would parse the whole history anew at each turn, and look for timestamps in it, which
 * is nearly all the time of a long one; so it is handed over as objects, and only those that are new since the last
 * turn. The text is what crosses the wire in production, for whoever asks for it.
 */
export class PayloadWriter {
  readonly #kept = new Map<
    string,
    { readonly history: readonly HistoryEvent[]; readonly seen: SeenEvent[] }
  >();

  payloadOf(instance: Instance, opening: readonly HistoryEvent[]): Payload {
    const turn = {
      instanceId: instance.id,
      replayed: this.#replayed(instance, opening),
      opening: opening.map(newEvent),
      input: instance.input,
      rest: restOf(instance),
    };
    const count = turn.replayed.length;
    return {
      data: {
        get string() {
          // the list may have grown since
          const events = [...turn.replayed.slice(0, count), ...turn.opening].map(seenText).join(",");
          return `{"history":[${events}],"input":${turn.input ?? "null"},${JSON.stringify(turn.rest).slice(1)}`;
        },
      },
      turn,
    };
  }

  forget(id: string): void {
    this.#kept.delete(id);
  }

  #replayed({ id, history }: Instance, [first]: readonly HistoryEvent[]): readonly SeenEvent[] {
    const last = this.#kept.get(id);
    // continued as new it has another history
    const seen = last?.history === history ? last.seen : [];
    this.#kept.set(id, { history, seen });
    for (const event of history.slice(seen.length)) {
      seen.push(replayedEvent(event, history[seen.length + 1] ?? first));
    }
    return seen;
  }
}

function restOf(instance: Instance): object {
  return {
    instanceId: instance.id,
    isReplaying: instance.history.length > 0,
    parentInstanceId: instance.parent?.OrchestrationInstance.InstanceId ?? null,
    sourceInstanceId: null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: "3.00:00:00",
    maximumShortTimerDuration: "6.00:00:00",
    defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
  };
}
