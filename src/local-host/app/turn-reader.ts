import { withOwnDate, type SeenEvent } from "../durable/history-event.ts";
import type { TurnData } from "./invoke.ts";
import type { SentTurn } from "./protocol.ts";

/** Puts the data of a turn together again, from what came for it and what came before. */
export class TurnReader {
  readonly #histories = new Map<string, SeenEvent[]>();

  read({ instanceId, known, added, opening, input, rest }: SentTurn): object {
    const replayed = known === 0 ? [] : (this.#histories.get(instanceId) ?? []);
    replayed.length = known;
    for (const event of added) replayed.push(event);
    this.#histories.set(instanceId, replayed);
    return parsedTurn({ instanceId, replayed, opening, input, rest });
  }

  forget(instanceId: string): void {
    this.#histories.delete(instanceId);
  }
}

/** What the SDK would make of the data's text; it would parse the whole history anew, and look for timestamps in it. */
export function parsedTurn({ replayed, opening, input, rest }: TurnData): object {
  const payload = { input: JSON.parse(input ?? "null") as unknown, ...rest };
  const history = [...replayed, ...opening].map(withOwnDate);
  // the SDK looks for timestamps in every property that can be listed; these are dates already
  return Object.defineProperty(payload, "history", { value: history, enumerable: false });
}
