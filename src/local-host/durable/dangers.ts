import { actionTypes, type Action, type TurnAnswer } from "./actions.ts";
import { timestampOf } from "./history-event.ts";
import { looksLikeCredential } from "./sanitizer.ts";
import type { Simulation } from "./simulation/simulate.ts";

/** Where production would hang, lose or corrupt in silence after this turn; each with what to do instead. */
export function dangersOf(answer: TurnAnswer, simulation: Simulation, versions: Versions): readonly string[] {
  if (simulation.isSuspended) return [];
  const hasEnded = simulation.isThrough && (answer.isDone || answer.error !== undefined);
  return [
    ...simulation.dangers.map(({ message }) => message),
    ...(hasEnded ? openTimerDangers(simulation) : []),
    ...(hasEnded ? continueAsNewDangers(answer, simulation) : []),
    ...raceDangers(answer.actions, simulation),
    ...unpolledDangers(answer.actions, simulation),
    ...answer.actions.flatMap(inputDangers),
    ...answer.actions.flatMap((action) => versionDangers(action, versions)),
  ];
}

interface Versions {
  readonly own: string | null;
  /** What a child gets that asks for none. */
  readonly ofChildren: string | null;
}

/**
 * The code has caught the failure of a `Task.all` and gone on, while the extension still repeats one of its calls
 * (https://github.com/Azure/azure-functions-durable-js/issues/291).
 */
function raceDangers(actions: readonly Action[], { step, isThrough }: Simulation): readonly string[] {
  const waitedFor = isThrough ? undefined : actions[step - 1];
  if (waitedFor?.actionType !== actionTypes.whenAll || step >= actions.length) return [];
  if (!waitedFor.compoundActions.some(isRetried)) return [];
  return [
    `Step ${step} is a Task.all whose failure was caught while calls with retries were still out. Their next tries take the numbers of the steps behind it, which then get foreign results or none; return results instead of throwing, or leave retries out of a caught Task.all.`,
  ];
}

/** The SDK takes such an answer for the end; the extension waits once more, and all numbers behind are off by one. */
function unpolledDangers(actions: readonly Action[], { unpolled }: Simulation): readonly string[] {
  if (unpolled === undefined || unpolled >= actions.length) return [];
  return [
    `Step ${unpolled} is a callHttp that was answered 202 without a Location. The extension starts a timer that the SDK does not know, so the steps behind it get foreign results or none; set enablePolling to false.`,
  ];
}

const isRetried = (action: Action): boolean =>
  "compoundActions" in action
    ? action.compoundActions.some(isRetried)
    : action.actionType === actionTypes.activityWithRetry || action.actionType === actionTypes.childWithRetry;

function versionDangers(action: Action, versions: Versions): readonly string[] {
  if ("compoundActions" in action) {
    return action.compoundActions.flatMap((each) => versionDangers(each, versions));
  }
  const isChild = action.actionType === actionTypes.child || action.actionType === actionTypes.childWithRetry;
  if (!isChild || (action.version ?? null) !== null || versions.own === versions.ofChildren) return [];
  return [
    `The sub-orchestration '${action.functionName}' is called without a version and gets ${versions.ofChildren ?? "none"}, not ${versions.own ?? "none"} as its parent; hand over context.df.version.`,
  ];
}

function openTimerDangers({ openTimers }: Simulation): readonly string[] {
  return openTimers.map(
    (fireAt) =>
      `The orchestrator has ended, but its timer due at ${timestampOf(fireAt)} is still open and keeps the instance Running until then; cancel() every timer that has lost its race.`,
  );
}

function continueAsNewDangers(answer: TurnAnswer, simulation: Simulation): readonly string[] {
  const action = answer.actions.find(({ actionType }) => actionType === actionTypes.continueAsNew);
  if (action?.actionType !== actionTypes.continueAsNew) return [];
  const dropped = simulation.unconsumed.map(
    ({ Name }) =>
      `continueAsNew drops the event "${Name}", which has arrived and was not waited for; wait for it first.`,
  );
  if (typeof action.input !== "string") return dropped;
  return [
    ...dropped,
    "continueAsNew hands over a string, which arrives with quotes around it; hand over an object.",
  ];
}

function inputDangers(action: Action): readonly string[] {
  if ("compoundActions" in action) return action.compoundActions.flatMap(inputDangers);
  if (!("functionName" in action) || typeof action.input !== "string") return [];
  if (!looksLikeCredential(action.input)) return [];
  return [
    `The string input of '${action.functionName}' looks like a credential to the host's sanitizer, which corrupts the run once the orchestrator fails; hand over an object.`,
  ];
}
