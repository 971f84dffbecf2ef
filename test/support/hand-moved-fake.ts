import type { Pair } from "../../src/domain/environment/pair.ts";
import { handMovedAgenda } from "../simulator/data/hand-moved-agenda.ts";
import { aCluster } from "./a-cluster.ts";
import { fakeAzure, type FakeAzure } from "./fake-azure.ts";

/** The Azure in memory with both clusters running, at rest for a quarter of an hour, on a clock of its own. */
export function handMovedFake(pair: Pair): FakeAzure & {
  readonly now: () => string;
  readonly pass: (minutes: number) => void;
} {
  const agenda = handMovedAgenda("2026-11-05T09:00:00Z");
  const azure = fakeAzure(pair);
  azure.clusters.green = aCluster("green");
  azure.ports.keepTime({
    get nowMs() {
      return agenda.now();
    },
    at: (atMs, act) => agenda.at(atMs, "the fake", act),
  });
  const pass = (minutes: number) => agenda.moveTo(agenda.now() + minutes * 60_000);
  pass(15);
  return Object.assign(azure, { now: () => new Date(agenda.now()).toISOString(), pass });
}
