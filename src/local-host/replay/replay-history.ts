import type { AppHere } from "../app/load-app.ts";
import { makeInvoke } from "../app/run-invocation.ts";
import { parsedTurn } from "../app/turn-reader.ts";
import { parseFailure, parseAnswer } from "../durable/actions.ts";
import { orchestratorFailure } from "../durable/failure.ts";
import { eventTypes, started, type HistoryEvent } from "../durable/history-event.ts";
import { simulate } from "../durable/simulation/simulate.ts";
import type { Instance } from "../durable/state.ts";
import { PayloadWriter } from "../durable/turn-payload.ts";
import { decideTurn, type TurnInput } from "../durable/turn.ts";
import { judgeVersion } from "../durable/versions.ts";
import { durableFunctions } from "../durable-functions.ts";
import { messageOf } from "../host-error.ts";
import { differenceOf, lastTurnOf, type Difference } from "./difference.ts";
import type { RecordedHistory } from "./recorded-history.ts";

/** Tells where an app's orchestrator would now do otherwise than it has done; undefined: nowhere. */
export type Replay = (recorded: RecordedHistory) => Promise<Difference | undefined>;

/**
 * Gives today's code the whole history, as the turn that was its last. Every turn replays all that came before, so
 * this one meets every step; and the step that it meets otherwise is where a run under way would break.
 */
export function replayWith(app: AppHere): Replay {
  const invoke = makeInvoke({ code: app, log: () => undefined, extraInput: () => undefined });
  const functions = durableFunctions(app.functions, { invoke, forget: () => undefined });
  return async (recorded) => {
    const verdict = judgeVersion(recorded.version, app.hostJson);
    if (verdict !== "runs") return { step: null, message: versionNotTaken(recorded.version) };
    const target = functions.find("orchestration", recorded.name);
    if (target === undefined)
      return { step: null, message: `there is no orchestrator '${recorded.name}' any more` };
    const last = lastTurnOf(recorded.events);
    const instance = instanceBefore(recorded, last.before);
    const { data, turn: opened } = new PayloadWriter().payloadOf(instance, [started(last.at), ...last.taken]);
    const answer = await invoke({ target, data, parsed: parsedTurn(opened) }).then(
      ({ returnValue }): TurnInput["answer"] => parseAnswer(returnValue?.json ?? "{}"),
      (error: unknown) => failureOf(recorded.name, messageOf(error)),
    );
    const turn = decideTurn({
      instance,
      taken: last.taken,
      at: last.at,
      answer,
      // what strict mode finds fault with does not break a run
      mode: "faithful",
      simulate,
      isKnown: (kind, name) => functions.takesCalls(kind, name),
      defaultVersion: app.hostJson.defaultVersion,
      warn: () => undefined,
    });
    return differenceOf(recorded, turn);
  };
}

const versionNotTaken = (version: string | null): string =>
  `the host takes no run of version ${version ?? "none"} (defaultVersion and versionMatchStrategy in host.json)`;

function failureOf(name: string, message: string): TurnInput["answer"] {
  return parseFailure(message) ?? { failure: orchestratorFailure(name, message) };
}

function instanceBefore(recorded: RecordedHistory, history: readonly HistoryEvent[]): Instance {
  const { id, name, version, executionId, input, parent } = recorded;
  const start = recorded.events.find(({ EventType }) => EventType === eventTypes.executionStarted);
  const createdAt = Date.parse(start?.Timestamp ?? "");
  const origin = { id, name, version, executionId, input, parent, generation: null };
  const times = { createdAt, updatedAt: createdAt, timers: new Map() };
  const told = { status: "Running", customStatus: null, output: null, isContinued: false } as const;
  return { ...origin, ...times, ...told, history: [...history], inbox: [] };
}
