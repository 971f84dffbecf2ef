import { actionTypes, type Action, type TurnAnswer } from "./actions.ts";
import { timestampOf } from "./history-event.ts";
import { looksLikeCredential } from "./sanitizer.ts";
import type { Simulation } from "./simulation/simulate.ts";

/** Where production would hang, lose or corrupt in silence after this turn; each with what to do instead. */
export function dangersOf(answer: TurnAnswer, simulation: Simulation): readonly string[] {
  if (simulation.isSuspended) return [];
  const hasEnded = simulation.isThrough && (answer.isDone || answer.error !== undefined);
  return [
    ...simulation.dangers.map(({ message }) => message),
    ...(hasEnded ? openTimerDangers(simulation) : []),
    ...(hasEnded ? continueAsNewDangers(answer, simulation) : []),
    ...answer.actions.flatMap(inputDangers),
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
