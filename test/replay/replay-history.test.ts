import { expect, test } from "vitest";
import { eventTypes, type HistoryEvent } from "../../src/local-host/durable/history-event.ts";
import { differencesAfter, recordHistories } from "./use-histories.ts";

test("finds every execution in a journal, also those that have continued as new", async () => {
  const histories = await recordHistories();
  expect(histories.map(({ id, next }) => [id, next?.input])).toEqual([
    ["house-checker", '{"rounds":1}'],
    ["house", undefined],
    ["house-checker", undefined],
    ["visitor", undefined],
  ]);
});

test("finds no difference when nothing has changed", async () => {
  expect(await differencesAfter(null, await recordHistories())).toEqual({});
});

test.for([
  {
    change: "order",
    differences: {
      house: /^step 0: .*activity task.* 0 named 'lay'.* scheduled an activity task named 'carry'/,
    },
  },
  { change: "no timer", differences: { house: /^step 2: .*timer task with sequence number 2/ } },
  {
    change: "timer instead",
    differences: { house: /^step 3: .*named 'check'.*CreateTimerOrchestratorAction/ },
  },
  { change: "one more", differences: { house: /^step 6: it was nothing and is now the activity 'sweep'/ } },
  { change: "throws", differences: { house: /^step null: it would now fail: .*no more/ } },
  {
    change: "output",
    differences: { house: /has Completed with "done", and now it has Completed with "all done"/ },
  },
  {
    change: "shorter",
    differences: { "house-checker": /continues as new with \{"rounds":1\}, and now .* with \{"rounds":2\}/ },
  },
])("catches a changed orchestrator and names the step: $change", async ({ change, differences }) => {
  const found = await differencesAfter(change, await recordHistories());
  expect(Object.keys(found)).toEqual(Object.keys(differences));
  for (const [id, text] of Object.entries(differences)) expect(found[id]).toMatch(text);
});

test("lets pass what no run under way can notice: what comes after the step that it waits for", async () => {
  expect(await differencesAfter("after the event", await recordHistories())).toEqual({});
});

test("lets a run from before a version pass on the old way, beside the new one", async () => {
  const versioning = { defaultVersion: "2.0", versionMatchStrategy: "CurrentOrOlder" } as const;
  expect(await differencesAfter("order since 2.0", await recordHistories(), versioning)).toEqual({});
});

test("tells that runs from before would not be taken by a host that takes its own version alone", async () => {
  const versioning = { defaultVersion: "2.0", versionMatchStrategy: "Strict" } as const;
  const found = await differencesAfter(null, await recordHistories(), versioning);
  expect(found["house"]).toMatch(/^step null: the host takes no run of version none/);
});

test("catches a step that is missing in a history, wherever it is", async () => {
  const histories = await recordHistories();
  const house = histories.find(({ id }) => id === "house");
  const steps = (house?.events ?? []).flatMap(({ EventId, EventType }) =>
    EventId >= 0 && EventType !== eventTypes.executionCompleted ? [EventId] : [],
  );
  expect(steps).toEqual([0, 1, 2, 3, 4, 5]);
  for (const step of steps) {
    const events = (house?.events ?? []).filter((event) => !isOf(event, step));
    const [found] = Object.values(
      await differencesAfter(null, [{ ...house, events } as (typeof histories)[0]]),
    );
    expect(found).toMatch(/^step \d: /);
  }
});

function isOf(event: HistoryEvent, step: number): boolean {
  if (event.EventId === step) return true;
  if (event.EventType === eventTypes.timerFired) return event.TimerId === step;
  return "TaskScheduledId" in event && event.TaskScheduledId === step;
}
