import type { Agenda, Color, Fault, WorldSeed } from "../joints.ts";

/** Which environments fail their users, and since when: the two sickness faults. */
export interface Sickness {
  add(fault: Fault): void;
  /** What application paths of that color answer instead of 200. */
  statusOf(color: Color): number | undefined;
  /** Percent of that color's requests whose answer nobody waits for. */
  timedOutOf(color: Color): number;
  /** Somebody else has taken it down, so what its users meet there is its own failure. */
  isDownByHand(color: Color): boolean;
  clusterStarted(color: Color): void;
  clusterStopped(color: Color): void;
  /** Users are on their way to this color (undefined: to none); the last edge sends them there at `lastEdgeMs`. */
  usersSent(color: Color | undefined, lastEdgeMs: number): void;
}

export function createSickness(agenda: Agenda, seed: WorldSeed): Sickness {
  const comesUpSick = new Set<Color>();
  const minutesUnderTraffic = new Map<Color, number>();
  const status = new Map<Color, number>();
  const timedOut = new Map<Color, number>();
  const downByHand = new Set<Color>();
  let forget: () => void = () => undefined;

  return {
    add(fault) {
      if (fault.kind === "clusterComesUpSick") comesUpSick.add(fault.color);
      if (fault.kind === "clusterTurnsSickUnderTraffic") {
        minutesUnderTraffic.set(fault.color, fault.minutesAfterLastEdge);
      }
      if (fault.kind === "clusterTurnsSick") status.set(fault.color, 500);
      if (fault.kind === "clusterRecovers") status.delete(fault.color);
      if (fault.kind === "foreignStop") downByHand.add(fault.color);
      if (fault.kind === "requestsTimeOut") timedOut.set(fault.color, fault.percent);
    },
    statusOf: (color) => status.get(color),
    isDownByHand: (color) => downByHand.has(color),
    timedOutOf: (color) => timedOut.get(color) ?? 0,
    clusterStarted(color) {
      downByHand.delete(color);
      if (comesUpSick.has(color)) status.set(color, 503);
    },
    // A restart cures what befell it under traffic; what makes it come up sick will do so again.
    clusterStopped: (color) => void status.delete(color),
    usersSent(color, lastEdgeMs) {
      // Users who are called back in time never see it.
      forget();
      forget = () => undefined;
      const minutes = color === undefined ? undefined : minutesUnderTraffic.get(color);
      if (color === undefined || minutes === undefined) return;
      forget = agenda.at(lastEdgeMs + minutes * 60_000, seed.clusters[color], () => {
        minutesUnderTraffic.delete(color);
        status.set(color, 500);
      });
    },
  };
}
