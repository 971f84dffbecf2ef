import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Action } from "../../src/local-host/durable/actions.ts";
import type { HistoryEvent } from "../../src/local-host/durable/history-event.ts";
import { simulate, type Simulation } from "../../src/local-host/durable/simulation/simulate.ts";
import { Simulator } from "../../src/local-host/durable/simulation/simulator.ts";

interface RecordedInstance {
  readonly scenario: string;
  readonly instanceId: string;
  readonly history: readonly HistoryEvent[];
  readonly turns: readonly {
    /** How much of the history the turn saw. */
    readonly length: number;
    readonly actions: readonly Action[];
    /** What production scheduled after it; null: nothing was recorded after it. */
    readonly scheduled: readonly string[] | null;
  }[];
}

const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, "fixtures/recorded-turns.json"), "utf8"),
) as readonly RecordedInstance[];

const isKnown = (_kind: string, name: string): boolean => name !== "nope";

test.for(recorded.filter(({ scenario }) => !scenario.startsWith("nondet-")))(
  "schedules what production scheduled, turn by turn: $scenario, $instanceId",
  ({ instanceId, history, turns }) => {
    for (const { length, actions, scheduled } of turns) {
      const simulation = simulate({
        actions,
        history: history.slice(0, length),
        instanceId,
        executionId: "execution",
        isKnown,
      });
      expect(simulation.fault).toBeUndefined();
      expect(shown(simulation)).toEqual(scheduled ?? shown(simulation));
    }
  },
);

test.for(recorded)(
  "walks on turn by turn as it would from the start: $scenario, $instanceId",
  ({ instanceId, history, turns }) => {
    const simulator = new Simulator();
    // the reader of answers hands over an action that has not changed as the same object
    const known = new Map<string, Action>();
    const sameAgain = (action: Action, place: number): Action => {
      const key = `${place} ${JSON.stringify(action)}`;
      return known.get(key) ?? (known.set(key, action), action);
    };
    for (const { length, actions } of turns) {
      const input = {
        actions: actions.map(sameAgain),
        history: history.slice(0, length),
        instanceId,
        executionId: "execution",
        isKnown,
      };
      expect(simulator.simulate(input)).toEqual(simulate(input));
    }
  },
);

const shown = ({ decisions }: Simulation): readonly string[] =>
  decisions.map((decision) => {
    const name = "name" in decision ? ` ${decision.name}` : "";
    return `${decision.kind} ${decision.id}${name}`;
  });

const question =
  "Was a change made to the orchestrator code after this instance had already started running?";

test.for([
  {
    scenario: "nondet-name",
    text: `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled an activity task with sequence number 0 named 'hello', but the current orchestration replay instead scheduled an activity task named 'echo' with this sequence number.  ${question}`,
  },
  {
    scenario: "nondet-kind",
    text: `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled an activity task with sequence number 0 named 'hello', but the current orchestration replay instead produced a CreateTimerOrchestratorAction action with this sequence number. ${question}`,
  },
  {
    scenario: "nondet-extra",
    text: `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled an activity task with sequence ID 0 and name 'hello' (version ''), but the current replay execution hasn't (yet?) scheduled this task. ${question}`,
  },
])("tells changed code by production's own text: $scenario", ({ scenario, text }) => {
  const instance = recorded.find((each) => each.scenario === scenario);
  const turn = instance?.turns.at(-1);
  const simulation = simulate({
    actions: turn?.actions ?? [],
    history: instance?.history ?? [],
    instanceId: "changed",
    executionId: "execution",
    isKnown,
  });
  expect(simulation.fault).toEqual({ kind: "nonDeterminism", message: text });
});

test("says when the retries of a call have run out of time, because production hangs then", () => {
  const instance = recorded.find(({ scenario }) => scenario === "retry-timeout");
  const turn = instance?.turns.at(-1);
  const history = (instance?.history ?? []).map((event, place) => ({
    ...event,
    Timestamp: new Date(Date.UTC(2026, 0, 1) + place * 100).toISOString(),
  }));
  const simulation = simulate({
    actions: turn?.actions ?? [],
    history: history.slice(0, turn?.length),
    instanceId: "late",
    executionId: "execution",
    isKnown,
  });
  expect(simulation.dangers[0]?.message).toMatch(/retryTimeoutInMilliseconds .* 'fail' has run out/);
});
