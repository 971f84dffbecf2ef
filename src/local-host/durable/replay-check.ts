import type { Action } from "./actions.ts";
import type { Instance } from "./state.ts";

/** What each running instance asked for at its last turn, by its id. */
export type LastSteps = Map<string, { readonly executionId: string; readonly actions: readonly Action[] }>;

/**
 * Every turn replays the code from its start, so what it asked for last time must come again, in the same order.
 * History alone notices a changed name or kind of task; this notices a changed wait, due time or combination, too.
 * After a restart the first turn has nothing to be compared with.
 */
export function replayDanger(
  lastSteps: LastSteps,
  { id, executionId }: Instance,
  actions: readonly Action[],
): string | undefined {
  const earlier = lastSteps.get(id);
  lastSteps.set(id, { executionId, actions });
  if (earlier?.executionId !== executionId) return undefined;
  const changed = earlier.actions.findIndex((action, place) => isOther(action, actions[place]));
  const was = earlier.actions[changed];
  if (was === undefined) return undefined;
  const is = actions[changed];
  return `Step ${changed} was ${stepOf(was)} and is ${is === undefined ? "missing" : stepOf(is)} on replay, although nothing else has changed. An orchestrator must come to the same steps every time: no clock, no randomness, no state of its own.`;
}

const isOther = (was: Action, is: Action | undefined): boolean =>
  was !== is && (is === undefined || stepOf(was) !== stepOf(is));

/** Inputs are left out: production does not compare them, and changing an object after handing it over is harmless. */
function stepOf(action: Action): string {
  if ("compoundActions" in action) {
    return `${action.actionType}(${action.compoundActions.map(stepOf).join(", ")})`;
  }
  if ("functionName" in action) return `a call of '${action.functionName}'`;
  if ("fireAt" in action) return `a timer until ${action.fireAt}`;
  if ("externalEventName" in action) return `a wait for the event '${action.externalEventName}'`;
  if ("operation" in action) return `'${action.operation}' of the entity ${action.instanceId}`;
  return `an action of type ${action.actionType}`;
}
