import type { Fault } from "../joints.ts";

/** The faults that ARM's front looks for, and how often each operation was called. */
export interface FaultBook {
  add(fault: Fault): void;
  /** Seconds to wait, when this call is throttled. */
  throttled(call: Call): number | undefined;
  /** Whether long-running operations tell an error that is none. */
  nulls(): Nulls | undefined;
  /** How Front Door refuses every write, while it does. */
  frozen(): FrozenStatus | undefined;
  /** Minutes until this call has its effect, when its answer is lost. It counts as accepted now. */
  landsLate(operationId: string): number | undefined;
  /** Lets a call have its effect that was counted before. */
  landing<Result>(effect: () => Result): Result;
  /** Counts an accepted call; what then happens to its long-running operation. */
  accepted(operationId: string): { fail?: { code: string; message: string }; never: boolean; held?: string };
}

interface Call {
  readonly operationId: string;
  readonly isWrite: boolean;
}

export type Nulls = Extract<Fault, { kind: "statusWithNulls" }>;

export type FrozenStatus = Extract<Fault, { kind: "frontDoorFrozen" }>["status"];

export function createFaultBook(now: () => number): FaultBook {
  const faults: Fault[] = [];
  const throttling = createThrottling(now);
  const calls = new Map<string, number>();
  const landed = new Set<Fault>();
  let frozen: FrozenStatus | undefined;
  let isLanding = false;
  return {
    add(fault) {
      faults.push(fault);
      if (fault.kind === "frontDoorFrozen") frozen = fault.status;
      if (fault.kind === "frontDoorThaws") frozen = undefined;
      throttling.add(fault);
    },
    nulls: () => faults.findLast((fault) => fault.kind === "statusWithNulls"),
    throttled: (call) => throttling.secondsFor(call),
    frozen: () => frozen,
    landsLate(operationId) {
      const nth = (calls.get(operationId) ?? 0) + 1;
      const due = faults
        .filter((fault) => fault.kind === "writeLandsLate")
        .find((fault) => fault.operation === operationId && fault.nth === nth && !landed.has(fault));
      if (due === undefined) return undefined;
      landed.add(due);
      calls.set(operationId, nth);
      return due.minutes;
    },
    landing(effect) {
      isLanding = true;
      const result = effect();
      isLanding = false;
      return result;
    },
    accepted: (operationId) => {
      if (isLanding) return { never: false };
      const nth = (calls.get(operationId) ?? 0) + 1;
      calls.set(operationId, nth);
      return fateOf(faults, operationId, nth);
    },
  };
}

/** Which calls are refused for now, and for how long their caller should wait. */
function createThrottling(now: () => number) {
  const faults: Extract<Fault, { kind: "armThrottles" }>[] = [];
  const refused = new Map<Fault, number>();
  let readsAgain = { atMs: now(), retryAfterSeconds: 0 };
  return {
    add(fault: Fault): void {
      if (fault.kind === "armThrottles") faults.push(fault);
      if (fault.kind === "armReadsThrottled") readsAgain = { ...fault, atMs: now() + fault.minutes * 60_000 };
    },
    secondsFor({ operationId, isWrite }: Call): number | undefined {
      if (!isWrite && now() < readsAgain.atMs) return readsAgain.retryAfterSeconds;
      const due = faults.find(
        (fault) => fault.operation === operationId && (refused.get(fault) ?? 0) < fault.times,
      );
      if (due !== undefined) refused.set(due, (refused.get(due) ?? 0) + 1);
      return due?.retryAfterSeconds;
    },
  };
}

function fateOf(
  faults: readonly Fault[],
  operationId: string,
  nth: number,
): ReturnType<FaultBook["accepted"]> {
  const due = faults.filter(
    (fault) => "operation" in fault && "nth" in fault && fault.operation === operationId && fault.nth === nth,
  );
  const failing = due.find((fault) => fault.kind === "operationFails");
  const held = due.find((fault) => fault.kind === "answerIsHeld");
  return {
    never: due.some((fault) => fault.kind === "operationNeverFinishes"),
    ...(failing === undefined ? {} : { fail: { code: failing.code, message: failing.message } }),
    ...(held === undefined ? {} : { held: held.name }),
  };
}
