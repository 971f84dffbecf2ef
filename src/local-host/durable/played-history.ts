import { completed, eventText, eventTypes, started, type HistoryEvent } from "./history-event.ts";
import type { Instance } from "./state.ts";

/**
 * What a turn puts behind the history before it decides anything. The turn that continued as new and the first one
 * of the next generation are one work item, so the latter finds itself closed already.
 */
export function openingEvents(
  instance: Instance,
  taken: readonly HistoryEvent[],
  at: number,
): readonly HistoryEvent[] {
  return [started(at), ...taken, ...(instance.isContinued ? [completed(at)] : [])];
}

/** Puts events behind the history, and behind its text as the next turn reads it. */
export function remember(instance: Instance, events: readonly HistoryEvent[], areOpening: boolean): void {
  for (const event of events) {
    instance.history.push(event);
    const isClosing = areOpening && event.EventType === eventTypes.orchestratorCompleted;
    const text = isClosing ? JSON.stringify({ ...event, IsPlayed: true }) : eventText(event, true);
    instance.playedText += instance.playedText === "" ? text : `,${text}`;
  }
}
