import type { Fault } from "../joints.ts";

/** The faults that ARM's front looks for, and how often each operation was called. */
export interface FaultBook {
  add(fault: Fault): void;
  /** Seconds to wait, when this call is throttled. */
  throttled(operationId: string): number | undefined;
  /** Counts an accepted call; what then happens to its long-running operation. */
  accepted(operationId: string): { fail?: { code: string; message: string }; never: boolean; held?: string };
}

export function createFaultBook(): FaultBook {
  const faults: Fault[] = [];
  const throttles = new Map<Fault, number>();
  const calls = new Map<string, number>();
  return {
    add: (fault) => void faults.push(fault),
    throttled: (operationId) => {
      for (const fault of faults) {
        if (fault.kind !== "armThrottles" || fault.operation !== operationId) continue;
        const times = throttles.get(fault) ?? 0;
        if (times >= fault.times) continue;
        throttles.set(fault, times + 1);
        return fault.retryAfterSeconds;
      }
      return undefined;
    },
    accepted: (operationId) => {
      const nth = (calls.get(operationId) ?? 0) + 1;
      calls.set(operationId, nth);
      const due = faults.filter(
        (fault) =>
          "operation" in fault && "nth" in fault && fault.operation === operationId && fault.nth === nth,
      );
      const failing = due.find((fault) => fault.kind === "operationFails");
      const held = due.find((fault) => fault.kind === "answerIsHeld");
      return {
        never: due.some((fault) => fault.kind === "operationNeverFinishes"),
        ...(failing === undefined ? {} : { fail: { code: failing.code, message: failing.message } }),
        ...(held === undefined ? {} : { held: held.name }),
      };
    },
  };
}
