import { expect, test } from "vitest";
import { parsedTurn } from "../../src/local-host/app/turn-reader.ts";
import { AnswerReader } from "../../src/local-host/durable/answer-reader.ts";
import type { Instance } from "../../src/local-host/durable/state.ts";
import { PayloadWriter } from "../../src/local-host/durable/turn-payload.ts";
import {
  eventTypes,
  completed,
  started,
  type HistoryEvent,
} from "../../src/local-host/durable/history-event.ts";
import { startMs } from "./use-host.ts";

const call = (name: string): object => ({ actionType: 0, functionName: name, input: { name } });

const answer = (isDone: boolean, calls: readonly object[]): string =>
  JSON.stringify({ isDone, actions: [calls], customStatus: "]],", schemaVersion: 3 });

const instance = { id: "one", executionId: "first" };

test("reads of a list that has grown only what is new", () => {
  const reader = new AnswerReader();
  const first = reader.read(instance, answer(false, [call("a"), call("b")]));
  const second = reader.read(instance, answer(false, [call("a"), call("b"), call("c")]));
  expect(second).toEqual({
    actions: [call("a"), call("b"), call("c")],
    isDone: false,
    output: null,
    customStatus: '"]],"',
    error: undefined,
  });
  expect(second.actions[0]).toBe(first.actions[0]);
  expect(reader.read(instance, answer(false, [call("a"), call("b"), call("c")])).actions).toEqual(
    second.actions,
  );
  expect(reader.read(instance, answer(true, [call("a"), call("b"), call("c")])).isDone).toBe(true);
});

test.for([
  { what: "an earlier action has changed", calls: [call("a"), call("x"), call("c")] },
  { what: "an action is missing", calls: [call("a")] },
  {
    what: "an action has become another with the same beginning",
    calls: [call("a"), { ...call("b"), more: 1 }],
  },
  { what: "there is none", calls: [] },
])("reads the whole list anew when $what", ({ calls }) => {
  const reader = new AnswerReader();
  reader.read(instance, answer(false, [call("a"), call("b")]));
  expect(reader.read(instance, answer(false, calls)).actions).toEqual(calls);
});

test("takes nothing over from another execution", () => {
  const reader = new AnswerReader();
  const first = reader.read(instance, answer(false, [call("a")]));
  const next = reader.read({ id: "one", executionId: "second" }, answer(false, [call("a")]));
  expect(next.actions).toEqual(first.actions);
  expect(next.actions[0]).not.toBe(first.actions[0]);
});

test("hands over what the text says, with dates of its own for each turn", () => {
  const raised: HistoryEvent = {
    EventType: eventTypes.eventRaised,
    Name: "more",
    Input: '{"Timestamp":"2026-01-01T00:00:00Z"}',
    ParentTraceContext: null,
    EventId: -1,
    Timestamp: "2026-11-05T09:00:00.12Z",
  };
  const history = [started(startMs), raised];
  const kept = { id: "one", input: '{"number":1}', parent: null, history } as unknown as Instance;
  const writer = new PayloadWriter();
  const { data, turn } = writer.payloadOf(kept, [started(startMs + 1)]);
  const { history: events, ...rest } = JSON.parse(data?.string ?? "") as {
    history: { Timestamp: unknown }[];
  };
  const handed = parsedTurn(turn) as { history: { Timestamp: Date }[] };
  expect(handed).toMatchObject(rest);
  expect(handed.history).toEqual(
    events.map((event) => ({ ...event, Timestamp: new Date(String(event.Timestamp)) })),
  );
  expect(events[1]).toEqual({ ...raised, IsPlayed: true });
  handed.history[0]?.Timestamp.setFullYear(1999);
  const again = parsedTurn(writer.payloadOf(kept, [started(startMs + 2)]).turn) as typeof handed;
  expect(again.history[0]?.Timestamp.getTime()).toBe(startMs);
});

test("shows the close of a turn as played where the instance has continued as new, and nowhere else", () => {
  const history = [started(1), completed(1), completed(2), started(3), completed(3)];
  const instanceOf = { id: "one", input: null, parent: null, history } as unknown as Instance;
  const { turn } = new PayloadWriter().payloadOf(instanceOf, [started(4)]);
  const { history: events } = parsedTurn(turn) as { history: { IsPlayed: boolean }[] };
  expect(events.map(({ IsPlayed }) => IsPlayed)).toEqual([false, true, false, false, false, false]);
});
