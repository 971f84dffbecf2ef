import type { Operations, Ports } from "../../src/workflow/ports.ts";
import type { StagedCall } from "../support/stage.ts";
import { absence, nonsense, refuse, stale, type Met } from "./broken-answers.ts";
import { sites, type Fault, type FaultKind } from "./faults.ts";

/** One call as a golden run has seen it. */
export interface SeenCall {
  readonly site: string;
  readonly nth: number;
  /** Where the operation stood. */
  readonly phase: string;
}

export interface OutsideOrder {
  readonly faults: readonly Fault[];
  readonly now: () => number;
  readonly phase: () => string;
  /** So long that the next three timers fire first. */
  readonly wait: () => Promise<void>;
  /** Before any call goes out; throws to stop the run. */
  readonly onCall: (site: string, call: StagedCall) => void;
  /** A call was refused with a time to wait. */
  readonly onThrottled: (site: string, untilMs: number, by: StagedCall) => void;
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

const minuteMs = 60_000;
const throttleMs = 5 * minuteMs;

/** Kinds that meet every call of the site for so long; any other meets one call. */
const lastingMs: Readonly<Partial<Record<FaultKind, number>>> = {
  refusedForGood: Infinity,
  refusedForAnHour: 60 * minuteMs,
  throttled: throttleMs,
};

/** The outside with faults: every call through it is counted, and some meet one. */
export class Outside {
  readonly seen: SeenCall[] = [];
  private readonly order: OutsideOrder;
  private readonly counts = new Map<string, number>();
  private readonly since = new Map<Fault, number>();
  private readonly answers = new Map<string, { atMs: number; answer: unknown }[]>();
  private readonly lost = new WeakSet<StagedCall>();
  private isOpen = false;

  constructor(order: OutsideOrder) {
    this.order = order;
  }

  /** From now on calls count and faults happen. */
  open(): void {
    this.isOpen = true;
  }

  /** No fault happens any more. */
  close(): void {
    this.isOpen = false;
  }

  /** The host died in this activity: nobody has its answer. */
  wasLost = (call: StagedCall): boolean => this.lost.delete(call);

  portsFor = (ports: Ports, call: StagedCall): Ports =>
    new Proxy(ports, {
      get: (all, name: string) => {
        const port = all[name as keyof Ports];
        return name === "pairs" ? port : this.throughDoor(name, port, call);
      },
    });

  operationsFor = (operations: Operations, call: StagedCall): Operations =>
    this.throughDoor("operations", operations, call) as Operations;

  private throughDoor(name: string, port: object, call: StagedCall): never {
    return new Proxy(port, {
      get: (methods, method: string) => {
        const site = `${name}.${method}`;
        const real = methods[method as never] as unknown as Method;
        if (sites[site] === undefined) return real;
        return async (...args: readonly unknown[]) => this.meet({ site, args, real }, call);
      },
    }) as never;
  }

  private async meet(
    { site, args, real }: { site: string; args: readonly unknown[]; real: Method },
    call: StagedCall,
  ): Promise<unknown> {
    this.order.onCall(site, call);
    if (!this.isOpen) return real(...args);
    const nth = (this.counts.get(site) ?? 0) + 1;
    this.counts.set(site, nth);
    this.seen.push({ site, nth, phase: this.order.phase() });
    const fault = this.order.faults.find((one) => one.site === site && this.isMet(one, nth));
    const invoke = async (given: readonly unknown[]) => this.remember(site, given, await real(...given));
    if (fault === undefined) return invoke(args);
    const tenMinutesAgo = (): unknown => this.answerBefore(site, args);
    if (fault.kind === "answerLost") this.lost.add(call);
    // what the host has died with nobody can obey
    if (fault.kind === "throttled" && !this.lost.has(call))
      this.order.onThrottled(site, this.order.now() + throttleMs, call);
    return this.suffer(fault, { site, args, nowMs: this.order.now(), invoke, tenMinutesAgo });
  }

  /** Some faults last, from the call that met them first. */
  private isMet(fault: Fault, nth: number): boolean {
    if (nth < fault.nth) return false;
    const now = this.order.now();
    const since = this.since.get(fault) ?? now;
    this.since.set(fault, since);
    const lasting = lastingMs[fault.kind];
    return lasting === undefined ? nth === fault.nth : now < since + lasting;
  }

  private async suffer({ kind }: Fault, met: Met): Promise<unknown> {
    switch (kind) {
      case "throttled":
      case "refusedOnce":
      case "refusedForAnHour":
      case "refusedForGood":
      case "timeoutWithout":
        return refuse(kind, met);
      case "answerLost":
      case "timeoutWithEffect":
        await met.invoke(met.args);
        return refuse(kind, met);
      case "absent":
        return absence(met);
      case "garbage":
        return nonsense(met);
      case "staleByTenMinutes":
        return stale(met);
      case "afterThreeTimers": {
        const answer = await met.invoke(met.args);
        await this.order.wait();
        return answer;
      }
      default:
        return kind satisfies never;
    }
  }

  /** Only what a stale answer may be asked for later is kept. */
  private remember(site: string, args: readonly unknown[], answer: unknown): unknown {
    if (!this.order.faults.some((one) => one.kind === "staleByTenMinutes" && one.site === site))
      return answer;
    const key = keyOf(site, args);
    const kept = this.answers.get(key) ?? [];
    kept.push({ atMs: this.order.now(), answer });
    this.answers.set(key, kept);
    return answer;
  }

  private answerBefore(site: string, args: readonly unknown[]): unknown {
    const kept = this.answers.get(keyOf(site, args)) ?? [];
    const thenMs = this.order.now() - 10 * minuteMs;
    return (kept.findLast((one) => one.atMs <= thenMs) ?? kept[0])?.answer;
  }
}

const keyOf = (site: string, args: readonly unknown[]): string =>
  `${site} ${args.filter((arg) => typeof arg === "string").join(" ")}`;
