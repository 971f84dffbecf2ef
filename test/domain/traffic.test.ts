import { describe, expect, test } from "vitest";
import { arrivalAt, isQuiet, shareOf, type TrafficMinute } from "../../src/domain/swap/traffic.ts";

const minutes = (...rows: readonly ([blue: number, green: number] | null)[]): readonly TrafficMinute[] =>
  rows.map((row, index) => ({
    at: new Date(Date.UTC(2026, 10, 5, 9, index)).toISOString(),
    requests: row === null ? null : { blue: row[0], green: row[1] },
  }));

describe("arrival", () => {
  test("is ninety-nine of a hundred requests over five settled minutes", () => {
    expect(arrivalAt("green", minutes([2, 98], [0, 100], [1, 99], [0, 100], [2, 98]))).toBe("arrived");
    expect(arrivalAt("green", minutes([2, 98], [2, 98], [1, 99], [0, 100], [2, 98]))).toBe("notYet");
  });

  test("is not seen before five minutes have settled", () => {
    expect(arrivalAt("green", minutes([0, 100], [0, 100], [0, 100], [0, 100]))).toBe("notYet");
  });

  test("cannot be measured when nobody comes", () => {
    expect(arrivalAt("green", minutes(null, null, null, null, null))).toBe("noTraffic");
  });
});

describe("quiet", () => {
  test("is no request at the previous environment in every one of the last minutes", () => {
    expect(isQuiet("blue", minutes([5, 90], [0, 100], [0, 100], null), 3)).toBe(true);
    expect(isQuiet("blue", minutes([0, 100], [1, 99], [0, 100]), 3)).toBe(false);
  });

  test("is not known from too few minutes", () => {
    expect(isQuiet("blue", minutes([0, 100], [0, 100]), 3)).toBe(false);
  });
});

test("the share is told with the end of the last settled minute", () => {
  expect(shareOf(minutes([50, 50], [0, 100]))).toEqual({
    blue: 0.25,
    green: 0.75,
    settledAt: "2026-11-05T09:02:00.000Z",
  });
  expect(shareOf(minutes(null, [0, 0]))).toBeUndefined();
});
