import type { TurnAnswer } from "./actions.ts";
import { dangersOf } from "./dangers.ts";
import { failureText } from "./failure-details.ts";
import { orchestratorFailure } from "./failure.ts";
import { completed, eventTypes, type ExecutionTerminated, type HistoryEvent } from "./history-event.ts";
import { hexId } from "./ids.ts";
import { openingEvents } from "./opening-events.ts";
import { endOf, type Ending } from "./outcome.ts";
import type { Turn } from "./records.ts";
import { schedule } from "./schedule-decisions.ts";
import type { Simulation } from "./simulation/simulate.ts";
import type { FunctionKind, SimulationInput } from "./simulation/walk.ts";
import type { Instance } from "./state.ts";

/** Faithful: hang, drop and corrupt where production does. Strict: fail at once, with the remedy. */
export type Mode = "faithful" | "strict";

export interface TurnInput {
  readonly instance: Instance;
  /** The events that were waiting when the turn began. */
  readonly taken: readonly HistoryEvent[];
  readonly at: number;
  /** What the orchestrator answered; a text: what it failed with before it could. */
  readonly answer: TurnAnswer | { readonly failure: string };
  readonly mode: Mode;
  readonly simulate: (input: SimulationInput) => Simulation;
  readonly isKnown: (kind: FunctionKind, name: string) => boolean;
  readonly defaultVersion: string | null;
  readonly warn: (message: string) => void;
}

/** What a turn changes: pure, so the same history and answer always come to the same record. */
export function decideTurn(input: TurnInput): Turn {
  const { answer, taken, instance } = input;
  const terminated = taken.find((event) => event.EventType === eventTypes.executionTerminated);
  if (terminated !== undefined) return terminate(input, terminated);
  if ("failure" in answer) {
    return conclude(input, { status: "Failed", output: JSON.stringify(answer.failure), details: "" });
  }
  const tooBig = oversizeOf(answer.customStatus);
  if (tooBig !== undefined) return conclude(input, failed(instance, tooBig));
  const history = [...instance.history, ...openingEvents(instance, taken, input.at)];
  const { id: instanceId, executionId } = instance;
  const simulation = input.simulate({
    actions: answer.actions,
    history,
    instanceId,
    executionId,
    isKnown: input.isKnown,
  });
  return withStatus(act(input, answer, simulation), answer);
}

const withStatus = (turn: Turn, { customStatus }: TurnAnswer): Turn =>
  customStatus === undefined ? turn : { ...turn, customStatus };

function terminate(input: TurnInput, event: ExecutionTerminated): Turn {
  const output = event.Input === null ? null : JSON.stringify(event.Input);
  return conclude(input, { status: "Terminated", output, details: "" });
}

function act(input: TurnInput, answer: TurnAnswer, simulation: Simulation): Turn {
  const { fault } = simulation;
  if (fault !== undefined) return failByFault(input, simulation, fault);
  const danger = warned(input, dangersOf(answer, simulation, versionsOf(input)));
  if (danger !== undefined) return conclude(input, failed(input.instance, danger));
  const ending = endingOf(input, answer, simulation);
  return ending === undefined ? goOn(input, answer, simulation) : conclude(input, ending, simulation);
}

const versionsOf = ({ instance, defaultVersion }: TurnInput) => ({
  own: instance.version,
  ofChildren: defaultVersion,
});

/** The message to fail with, in strict mode; in faithful mode it is said loudly, and production's way taken. */
function warned(input: TurnInput, dangers: readonly string[]): string | undefined {
  const [first] = dangers;
  if (input.mode === "strict" && first !== undefined) return `[strict] ${first}`;
  for (const danger of dangers) input.warn(danger);
  return undefined;
}

function failByFault(
  input: TurnInput,
  simulation: Simulation,
  { kind, message }: NonNullable<Simulation["fault"]>,
): Turn {
  if (kind === "unsupported") return conclude(input, failed(input.instance, message));
  const ending: Ending = { status: "Failed", output: JSON.stringify(message), details: "" };
  // production still runs what the changed code has asked for
  return conclude(input, ending, input.mode === "faithful" ? simulation : undefined);
}

/** The rest of the stack trace belongs to one build of the extension. */
const firstFrame =
  "   at System.Threading.Tasks.Task.ThrowIfExceptional(Boolean includeTaskCanceledExceptions)";

const failed = ({ name }: Instance, message: string): Ending => ({
  status: "Failed",
  output: JSON.stringify(orchestratorFailure(name, message)),
  details: `Message: ${message}, StackTrace: ${firstFrame}`,
});

/** An instance ends only when its code has ended and no task or timer is out. */
function endingOf(input: TurnInput, answer: TurnAnswer, simulation: Simulation): Ending | undefined {
  if (!simulation.isThrough || simulation.openTasks > 0 || simulation.isSuspended) return undefined;
  if (answer.error !== undefined) return failedBy(input, answer, answer.error);
  if (simulation.continueAsNew !== undefined || !answer.isDone) return undefined;
  return { status: "Completed", output: answer.output, details: "" };
}

/** A failure that was told by its kind, when nobody has caught it, is the caller's under its own name. */
function failedBy({ instance }: TurnInput, { failureDetails }: TurnAnswer, message: string): Ending {
  const ending = failed(instance, message);
  if (failureDetails === undefined) return ending;
  const output = JSON.stringify(failureText(failureDetails));
  return { ...ending, output, result: ending.output, failureDetails };
}

function goOn(input: TurnInput, answer: TurnAnswer, simulation: Simulation): Turn {
  const { instance, at } = input;
  const scheduled = schedule(input, simulation.decisions);
  const turn: Turn = {
    ...basis(input),
    ...scheduled,
    events: [...scheduled.events, completed(at)],
    status: simulation.isSuspended ? "Suspended" : "Running",
    output: simulation.isSuspended ? suspendReason(input) : null,
  };
  const { continueAsNew, carriedOver } = simulation;
  const isAgain = continueAsNew !== undefined && simulation.isThrough && simulation.openTasks === 0;
  if (!isAgain || simulation.isSuspended || answer.error !== undefined) return turn;
  const executionId = hexId("generation", instance.executionId);
  return { ...turn, next: { executionId, input: continueAsNew.input, carriedOver } };
}

function suspendReason(input: TurnInput): string | null {
  const suspended = input.taken.findLast((event) => event.EventType === eventTypes.suspended);
  if (suspended === undefined) return input.instance.output;
  return suspended.Reason === null ? null : JSON.stringify(suspended.Reason);
}

function conclude(input: TurnInput, ending: Ending, simulation?: Simulation): Turn {
  const { instance, at } = input;
  const scheduled = schedule(input, simulation?.decisions ?? []);
  const eventId = simulation === undefined ? {} : { eventId: simulation.nextId };
  const end = endOf(instance, { ...ending, ...eventId }, at);
  return {
    ...basis(input),
    ...scheduled,
    events: [...scheduled.events, end.event, completed(at)],
    messages: [...scheduled.messages, ...end.messages],
    status: ending.status,
    output: ending.output,
  };
}

const basis = ({ instance, at, taken }: TurnInput): Pick<Turn, "id" | "executionId" | "at" | "taken"> => ({
  id: instance.id,
  executionId: instance.executionId,
  at,
  taken: taken.length,
});

const mostStatusKilobytes = 16;

function oversizeOf(customStatus: string | undefined): string | undefined {
  const kilobytes = ((customStatus?.length ?? 0) * 2) / 1024;
  if (kilobytes <= mostStatusKilobytes) return undefined;
  return `The UTF-16 size of the JSON-serialized payload must not exceed 16 KB. The current payload size is ${Math.floor(kilobytes)} KB.`;
}
