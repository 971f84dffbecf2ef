import { completed, started, type HistoryEvent } from "./history-event.ts";
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
