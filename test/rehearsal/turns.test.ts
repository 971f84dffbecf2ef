import { expect, test } from "vitest";
import { takeTurns } from "../../src/rehearsal/turns.ts";

function aClock() {
  let [nowMs, busy] = [0, 0];
  const listeners: (() => void)[] = [];
  const asked: number[] = [];
  return {
    asked,
    isBusy: () => busy > 0,
    advance: async (toMs: number) => {
      nowMs = toMs;
      for (const listener of listeners) listener();
      while (busy > 0) await new Promise((resolve) => setImmediate(resolve));
    },
    now: () => nowMs,
    at: (dueMs: number) => {
      asked.push(dueMs);
      return () => undefined;
    },
    busy: () => {
      busy += 1;
      return () => void (busy -= 1);
    },
    onAdvance: (listener: () => void) => void listeners.push(listener),
  };
}

test("one thing is done in a turn, in the order asked, and not before it is due", async () => {
  const clock = aClock();
  const turns = takeTurns(clock);
  const done: string[] = [];
  const act = (name: string) => async () => void done.push(name);
  const all = Promise.all([
    turns.take("first", 0, act("first")),
    turns.take("second", 0, act("second")),
    turns.take("later", 60, act("later")),
  ]);
  await clock.advance(0);
  expect(done).toEqual(["first"]);
  await clock.advance(0);
  await clock.advance(30);
  expect(done).toEqual(["first", "second"]);
  await clock.advance(60);
  await all;
  expect(done).toEqual(["first", "second", "later"]);
});

test("the script's next request is known before the turn ends", async () => {
  const clock = aClock();
  const turns = takeTurns(clock);
  const script = async (): Promise<void> => {
    await turns.take("first", 0, async () => undefined);
    await turns.take("second", 90, async () => undefined);
  };
  const told = script();
  await clock.advance(0);
  expect(clock.asked).toEqual([90]);
  await clock.advance(90);
  await told;
});

test("what fails in a turn fails in the script, and the next turn is free", async () => {
  const clock = aClock();
  const turns = takeTurns(clock);
  const failing = turns
    .take("first", 0, async () => {
      throw new Error("refused");
    })
    .catch((error: unknown) => String(error));
  const next = turns.take("second", 0, async () => "answer");
  await clock.advance(0);
  await clock.advance(0);
  expect([await failing, await next]).toEqual(["Error: refused", "answer"]);
  expect(clock.isBusy()).toBe(false);
});
