import { expect, test } from "vitest";
import { firstLookSeconds, nextLookSeconds } from "../../src/workflow/poll-rule.ts";

const fiveMinutes = { usualSeconds: 300 };

test("an operation of five minutes is left alone for half of them, then looked at every 25 seconds", () => {
  expect(firstLookSeconds(fiveMinutes)).toBe(150);
  expect(nextLookSeconds(fiveMinutes, 10)).toBe(25);
});

test("what Azure asks to be waited is never undercut", () => {
  expect(firstLookSeconds(fiveMinutes, 200)).toBe(200);
  expect(firstLookSeconds({}, 45)).toBe(45);
  expect(nextLookSeconds(fiveMinutes, 90)).toBe(90);
  expect(nextLookSeconds({}, 90)).toBe(90);
});

test("an operation of unknown length is looked at as soon and as often as Azure asks", () => {
  expect(firstLookSeconds({})).toBe(10);
  expect(nextLookSeconds({}, 10)).toBe(10);
  expect(nextLookSeconds({}, 0)).toBe(5);
});

test("no operation is so long that a command waits longer than four minutes for a look", () => {
  expect(firstLookSeconds({ usualSeconds: 7_200 })).toBe(240);
  expect(nextLookSeconds({ usualSeconds: 7_200 }, 10)).toBe(240);
});
