import type { Invoke } from "../app/invoke.ts";
import type { RegisteredFunction } from "../app/registration.ts";
import { isRealClock } from "../real-clock.ts";
import { runActivity } from "./activity.ts";
import type { WorkSource } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import { mayTakeTurn } from "./deaths.ts";
import { runEntityTurn } from "./entity-turn.ts";
import { runTurn } from "./run-turn.ts";
import { httpActivity } from "./simulation/call-http.ts";
import type { FunctionKind } from "./simulation/walk.ts";

/** The app's durable functions. Names are compared without regard to case, as the extension does. */
export interface Functions {
  readonly invoke: Invoke;
  /** The instance needs its history over there no more. */
  readonly forget: (instanceId: string) => void;
  /** None that is disabled. */
  find(kind: FunctionKind, name: string): RegisteredFunction | undefined;
  /** Whether a call of it is scheduled. That of a disabled activity or entity is, and fails. */
  takesCalls(kind: FunctionKind, name: string): boolean;
  names(kind: FunctionKind): readonly string[];
}

/** As many as Azure's smallest plan runs at once. */
const limit = 10;

async function inTurn(engine: Engine, id: string, run: typeof runTurn): Promise<void> {
  engine.inTurn.add(id);
  try {
    await run(engine, id);
  } finally {
    engine.inTurn.delete(id);
  }
}

export function turnSource(engine: Engine): WorkSource {
  const { readyInstances } = engine.state;
  return {
    limit,
    // a clock that can stand still is moved on by what waits for the disk
    runsAhead: isRealClock(engine.options.clock),
    waitsForTheRest: true,
    size: () => readyInstances.size - engine.parked.size,
    next: (isRunning) => {
      for (const [id, sequence] of readyInstances) {
        const key = `turn ${id}`;
        if (engine.parked.has(id) || isRunning(key) || !mayTakeTurn(engine, id)) continue;
        return { key, sequence, run: async () => inTurn(engine, id, runTurn) };
      }
      return undefined;
    },
  };
}

export function activitySource(engine: Engine): WorkSource {
  const { activities } = engine.state;
  return {
    limit,
    size: () => activities.size,
    next: (isRunning) => {
      for (const activity of activities.values()) {
        const key = `activity ${activity.key}`;
        if (isRunning(key)) continue;
        return {
          key,
          sequence: activity.sequence,
          isOutside: activity.name === httpActivity,
          run: async () => runActivity(engine, activity),
        };
      }
      return undefined;
    },
  };
}

export function entitySource(engine: Engine): WorkSource {
  const { readyEntities } = engine.state;
  return {
    limit,
    size: () => readyEntities.size,
    next: (isRunning) => {
      for (const [id, sequence] of readyEntities) {
        const key = `entity ${id}`;
        if (isRunning(key) || !mayTakeTurn(engine, id)) continue;
        return { key, sequence, run: async () => inTurn(engine, id, runEntityTurn) };
      }
      return undefined;
    },
  };
}
