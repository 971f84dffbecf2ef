import type { ArmLedger, Color, Fault, RequestLedger } from "../simulator/joints.ts";

/** What the simulator knows; none of it is known to the app. */
export interface CloudReport {
  readonly arm: ArmLedger;
  readonly requests: RequestLedger;
  readonly shares: Readonly<Record<Color, number>>;
  readonly nowMs: number;
}

/** The simulator's own desk, beside its clock: faults, and what users saw. */
export interface CloudDesk {
  addFault(fault: Fault): Promise<void>;
  dropHeld(name: string): Promise<void>;
  report(): Promise<CloudReport>;
  operationsEnded(): Promise<void>;
  finalRounds(): Promise<void>;
}

type Call = (method: string, params: unknown) => Promise<unknown>;

export const deskOver = (call: Call): CloudDesk => ({
  addFault: async (fault) => void (await call("addFault", fault)),
  dropHeld: async (name) => void (await call("dropHeld", name)),
  report: async () => (await call("report", null)) as CloudReport,
  operationsEnded: async () => void (await call("operationsEnded", null)),
  finalRounds: async () => void (await call("finalRounds", null)),
});
