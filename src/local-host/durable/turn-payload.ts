import type { Invocation } from "../app/invoke.ts";
import {
  newEvent,
  replayedEvent,
  seenText,
  withOwnDate,
  type HistoryEvent,
  type SeenEvent,
} from "./history-event.ts";
import type { Instance } from "./state.ts";

export type Payload = Pick<Invocation, "data" | "parsed">;

/**
 * The trigger's data. The SDK would parse the whole history anew at each turn, and look for timestamps in it, which
 * is nearly all the time of a long one; so it is handed over as objects that are kept from turn to turn. The text is
 * what crosses the wire in production, for whoever asks for it.
 */
export class PayloadWriter {
  readonly #kept = new Map<
    string,
    { readonly history: readonly HistoryEvent[]; readonly seen: SeenEvent[] }
  >();

  payloadOf(instance: Instance, opening: readonly HistoryEvent[]): Payload {
    const seen = [...this.#replayed(instance, opening), ...opening.map(newEvent)];
    const rest = restOf(instance);
    return {
      data: {
        get string() {
          const events = seen.map(seenText).join(",");
          return `{"history":[${events}],"input":${instance.input ?? "null"},${JSON.stringify(rest).slice(1)}`;
        },
      },
      parsed: parsedPayload(seen, instance.input, rest),
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

function parsedPayload(seen: readonly SeenEvent[], input: string | null, rest: object): object {
  const payload = { input: JSON.parse(input ?? "null") as unknown, ...rest };
  // the SDK looks for timestamps in every property that can be listed; these are dates already
  return Object.defineProperty(payload, "history", { value: seen.map(withOwnDate), enumerable: false });
}
