import { expect, test } from "vitest";
import { settledSpan } from "../../src/workflow/activities/traffic.ts";

const at = "2026-11-05T10:00:30.000Z";

test("Front Door's minutes count once they are three minutes old, and whole", () => {
  expect(settledSpan(at, { minutes: 5 })).toEqual({
    from: "2026-11-05T09:52:00.000Z",
    to: "2026-11-05T09:57:00.000Z",
  });
});

test("none that began before a change counts for it", () => {
  expect(settledSpan(at, { minutes: 5, since: "2026-11-05T09:54:10.000Z" })).toEqual({
    from: "2026-11-05T09:55:00.000Z",
    to: "2026-11-05T09:57:00.000Z",
  });
});

test("there is none to count while all are younger than the change", () => {
  expect(settledSpan(at, { minutes: 5, since: "2026-11-05T09:56:30.000Z" })).toBeUndefined();
});
