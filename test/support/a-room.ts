import type { Locks } from "../../src/domain/upgrade/lock-findings.ts";
import type { Addressing } from "../../src/domain/upgrade/subnet-findings.ts";
import type { Room, WantedPool } from "../../src/domain/upgrade/quota-findings.ts";

export const aWantedPool = (wanted: Partial<WantedPool> = {}): WantedPool => ({
  name: "system",
  vmSize: "Standard_D4s_v5",
  nodes: 3,
  mostNodes: 3,
  surge: 1,
  zones: [],
  isSpot: false,
  ...wanted,
});

/** A region with 100 vCPUs of a family, of which blue has 12. */
export const aRoom = (wanted: Partial<Room> = {}): Room => ({
  candidate: "green",
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  location: "westeurope",
  pools: [aWantedPool()],
  offer: offering(100),
  ...wanted,
});

export const offering = (limit: number): Extract<Room["offer"], { sizes: unknown }> => ({
  sizes: [
    {
      name: "Standard_D4s_v5",
      family: "standardDSv5Family",
      vCpus: 4,
      refusedBecause: undefined,
      zones: ["1", "2", "3"],
    },
  ],
  quotas: [
    { name: "cores", used: 12, limit: 1000 },
    { name: "lowPriorityCores", used: 0, limit: 8 },
    { name: "standardDSv5Family", used: 12, limit },
  ],
});

/** What Azure tells of the room there is and of what is in the way. */
export interface Preflight {
  room: Room;
  addressing: Addressing;
  locks: Locks;
}

export const aPreflight = (): Preflight => ({
  room: aRoom(),
  addressing: { candidate: "green", pools: [], subnets: [] },
  locks: [],
});
