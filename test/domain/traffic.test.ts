import { describe, expect, test } from "vitest";
import { arrivalAt, quietAt, shareOf, type TrafficMinute } from "../../src/domain/swap/traffic.ts";

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

  test("is not what zeros say: a share of nothing is no share", () => {
    expect(arrivalAt("green", minutes([0, 0], [0, 0], [0, 0], [0, 0], [0, 0]))).toBe("noTraffic");
  });
});

describe("quiet", () => {
  const quiet = [0, 100] as [number, number];
  const times = (count: number, row: [number, number] | null) => Array.from({ length: count }, () => row);

  test("is no request at the previous environment in the last minutes, all of them told", () => {
    expect(quietAt("blue", minutes([5, 90], quiet, quiet, quiet), 3)).toBe("quiet");
    expect(quietAt("blue", minutes(quiet, [1, 99], quiet), 3)).toBe("busy");
  });

  test("is not known from too few minutes", () => {
    expect(quietAt("blue", minutes(quiet, quiet), 3)).toBe("noData");
  });

  test("is not what a gap looks like: absent data is neither zero nor quiet", () => {
    expect(quietAt("blue", minutes(...times(30, quiet), ...times(10, null)), 10)).toBe("noData");
    expect(quietAt("blue", minutes(...times(10, null)), 10)).toBe("noData");
  });

  test("takes more minutes where few of them tell anything", () => {
    const sparse = Array.from({ length: 60 }, (_, index) => (index % 9 === 0 ? quiet : null));
    expect(quietAt("blue", minutes(...sparse), 10)).toBe("quiet");
    expect(quietAt("blue", minutes(...sparse.slice(-20)), 10)).toBe("noData");
  });

  test("of a pair without users is an hour in which nothing at all was told", () => {
    expect(quietAt("blue", minutes(...times(60, null)), 10)).toBe("noTraffic");
    expect(quietAt("blue", minutes(...times(59, null)), 10)).toBe("noData");
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
