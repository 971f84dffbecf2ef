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
    ...(answer.reusedCalls ?? []).map(reuseDanger),
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

const reuseDanger = (functionName: string): string =>
  `The call of '${functionName}' stands in one Task.any or Task.all and again in another. The extension takes it for a second call: the function runs twice, and the steps behind it get foreign results. Yield the task itself, or make a new one.`;

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
  const told = [...dropped, ...comingAgain(answer.actions, simulation)];
  if (typeof action.input !== "string") return told;
  return [
    ...told,
    "continueAsNew hands over a string, which arrives with quotes around it; hand over an object.",
  ];
}

/**
 * To the extension a race is over as soon as its timer has been cancelled, so before the event that has won it; the event
 * then counts as one of the next generation (https://github.com/Azure/azure-functions-durable-extension/issues/2606).
 */
function comingAgain(actions: readonly Action[], { carriedOver }: Simulation): readonly string[] {
  const waitedFor = new Set(actions.flatMap(waitsBesideCancelled));
  return carriedOver
    .filter(({ Name }) => waitedFor.has(Name))
    .map(
      ({ Name }) =>
        `The event "${Name}" has won a Task.any against a timer that was cancelled then, and continueAsNew hands it to the next generation once more, for ever; yield an activity between cancel() and continueAsNew.`,
    );
}

function waitsBesideCancelled(action: Action): readonly string[] {
  if (action.actionType !== actionTypes.whenAny || !action.compoundActions.some(isCancelledTimer)) return [];
  return action.compoundActions.flatMap((each) =>
    "externalEventName" in each ? [each.externalEventName] : [],
  );
}

const isCancelledTimer = (action: Action): boolean =>
  action.actionType === actionTypes.timer && action.isCanceled;

function inputDangers(action: Action): readonly string[] {
  if ("compoundActions" in action) return action.compoundActions.flatMap(inputDangers);
  if (!("functionName" in action) || typeof action.input !== "string") return [];
  if (!looksLikeCredential(action.input)) return [];
  return [
    `The string input of '${action.functionName}' looks like a credential to the host's sanitizer, which corrupts the run once the orchestrator fails; hand over an object.`,
  ];
}
