import { eventTypes, timestampOf, type ExecutionCompleted, type HistoryEvent } from "./history-event.ts";
import type { InstanceMessage } from "./records.ts";
import type { Instance } from "./state.ts";

export interface Ending {
  readonly status: "Completed" | "Failed" | "Terminated";
  /** JSON text. */
  readonly output: string | null;
  /** What a parent reads besides the reason. */
  readonly details: string;
  /** What the last event of the history tells; absent: the output. */
  readonly result?: string | null;
  /** Set where the failure is told by its kind. */
  readonly failureDetails?: object;
  /** The number of its last event. */
  readonly eventId?: number;
}

interface End {
  readonly event: ExecutionCompleted;
  /** Tells the parent, if there is one. */
  readonly messages: readonly InstanceMessage[];
}

export function endOf(instance: Instance, ending: Ending, at: number): End {
  const event: ExecutionCompleted = {
    EventType: eventTypes.executionCompleted,
    OrchestrationStatus: ending.status,
    Result: ending.result === undefined ? ending.output : ending.result,
    FailureDetails: ending.failureDetails ?? null,
    EventId: ending.eventId ?? -1,
    Timestamp: timestampOf(at),
  };
  const { parent } = instance;
  if (parent === null) return { event, messages: [] };
  const { InstanceId: to, ExecutionId: executionId } = parent.OrchestrationInstance;
  return { event, messages: [{ to, executionId, event: answerTo(parent.TaskScheduleId, ending, at) }] };
}

function answerTo(taskId: number, ending: Ending, at: number): HistoryEvent {
  const common = { TaskScheduledId: taskId, EventId: -1, Timestamp: timestampOf(at) };
  if (ending.status === "Completed") {
    return { ...common, EventType: eventTypes.childCompleted, Result: ending.output };
  }
  const reason = reasonOf(ending);
  return {
    ...common,
    EventType: eventTypes.childFailed,
    Reason: reason,
    Details: reason === null ? null : ending.details,
    FailureDetails: ending.failureDetails ?? null,
  };
}

/** Null only beside failure details: without them the SDK cannot read a failure that has no reason. */
function reasonOf({ output, status, failureDetails, result = output }: Ending): string | null {
  if (result !== null) return String(JSON.parse(result));
  return failureDetails === undefined ? status : null;
}
