import { expect, test } from "vitest";
import { objectionsTo, type Figures } from "../bench/host.ts";

const ours: Figures = {
  name: "ours",
  orchestrationsPerSecond: 400,
  clientOrchestrationsPerSecond: 90,
  replay400Ms: 1,
  replay8000Ms: 10,
  longHistorySeconds: 5,
  recoverySeconds: 0.2,
};

const rewriting: Figures = {
  name: "rewrite-history",
  orchestrationsPerSecond: 80,
  clientOrchestrationsPerSecond: 50,
  replay400Ms: 4,
  replay8000Ms: 90,
  longHistorySeconds: 120,
  recoverySeconds: 0.2,
};

/** The same host on a machine that is so much busier. */
const slowedDown = (figures: Figures, times: number): Figures => ({
  ...figures,
  orchestrationsPerSecond: figures.orchestrationsPerSecond / times,
  clientOrchestrationsPerSecond: figures.clientOrchestrationsPerSecond / times,
  longHistorySeconds: figures.longHistorySeconds * times,
  recoverySeconds: figures.recoverySeconds * times,
});

test.for([1, 20])("finds nothing wrong with the same host on a machine %i times as busy", (times) => {
  expect(objectionsTo([slowedDown(ours, times), slowedDown(rewriting, times)])).toEqual([]);
});

test("objects as soon as rewriting whole histories keeps up, however fast both are", () => {
  const fast = slowedDown(ours, 0.1);
  expect(objectionsTo([fast, { ...fast, name: "rewrite-history" }])).toEqual([
    "orchestrations by the engine: 1.00 times as fast as with rewriting, not 2.00 times",
    "an orchestration of 8 000 events: 1.00 times as fast as with rewriting, not 10.00 times",
  ]);
  expect(objectionsTo([{ ...ours, recoverySeconds: 1 }, rewriting])).toHaveLength(1);
  expect(objectionsTo([ours])).toEqual(["an arm is missing"]);
});
