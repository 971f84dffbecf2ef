import type { Action } from "../actions.ts";
import { simulationOf, walkThrough, type Simulation } from "./simulate.ts";
import { newWalk, type SimulationInput, type Walk } from "./walk.ts";

/**
 * Walks on where the last turn of the instance stopped, instead of from the beginning. That is the same as long as
 * the last turn stopped within an action: it has then looked at nothing that the longer list could tell otherwise.
 */
export class Simulator {
  readonly #stopped = new Map<string, Walk>();

  simulate(input: SimulationInput): Simulation {
    const stopped = this.#stopped.get(input.instanceId);
    const walk = stopped !== undefined && isContinued(stopped.input, input) ? stopped : newWalk(input);
    const seen = walk.input === input ? 0 : walk.input.history.length;
    walk.input = input;
    const fault = walkThrough(walk, input.history.slice(seen));
    if (walk.isThrough || fault !== undefined) this.forget(input.instanceId);
    else this.#stopped.set(input.instanceId, walk);
    return simulationOf(walk, fault);
  }

  forget(instanceId: string): void {
    this.#stopped.delete(instanceId);
  }
}

/** The very same actions as last time, perhaps more: a timer that was cancelled meanwhile is another action. */
function isContinued(last: SimulationInput, next: SimulationInput): boolean {
  const isSame = (action: Action, place: number): boolean => action === next.actions[place];
  return (
    last.executionId === next.executionId &&
    last.history.length <= next.history.length &&
    last.actions.every(isSame)
  );
}
