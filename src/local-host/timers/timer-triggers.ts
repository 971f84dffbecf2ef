import { expand, type Environment } from "../app/settings.ts";
import type { Invoke } from "../app/invoke.ts";
import { withRetries, type RetryContext } from "../app/retry-policy.ts";
import type { InvocationResponse, RegisteredFunction } from "../app/registration.ts";
import type { TypedData } from "../app/typed-data.ts";
import type { Engine } from "../durable/engine.ts";
import { timestampOf } from "../durable/history-event.ts";
import { parseSchedule, type Schedule } from "./schedule.ts";
import type { ScheduleStatus } from "./schedule-status.ts";

export interface TimerTriggers {
  /** Runs it now, besides its schedule. Resolves at the end of the run. */
  runNow(target: RegisteredFunction): Promise<void>;
  stop(): void;
}

interface Timers {
  readonly engine: Engine;
  readonly invoke: Invoke;
  readonly onError: (target: RegisteredFunction, error: unknown) => void;
  /** What `%NAME%` in a schedule stands for. */
  readonly environment: Environment;
  readonly cancels: Map<string, () => void>;
  isStopped: boolean;
}

interface Timer {
  readonly target: RegisteredFunction;
  readonly schedule: Schedule;
}

export function startTimerTriggers(
  engine: Engine,
  functions: readonly RegisteredFunction[],
  calls: Pick<Timers, "invoke" | "onError" | "environment">,
): TimerTriggers {
  const { environment } = calls;
  const timers: Timers = { engine, ...calls, cancels: new Map(), isStopped: false };
  const own = functions
    .filter(({ type, isDisabled }) => type === "timertrigger" && !isDisabled)
    .map((target) => timerOf(environment, target));
  for (const timer of own) begin(timers, timer);
  return {
    runNow: async (target) => {
      await invokeTimer(timers, timerOf(environment, target), {
        isPastDue: false,
        status: statusOf(timers, target.name),
      });
    },
    stop: () => {
      timers.isStopped = true;
      for (const cancel of timers.cancels.values()) cancel();
    },
  };
}

function timerOf(environment: Environment, target: RegisteredFunction): Timer {
  const { schedule } = target.trigger;
  const text = expand(typeof schedule === "string" ? schedule : "", environment);
  return { target, schedule: parseSchedule(text) };
}

const statusOf = (timers: Timers, name: string): ScheduleStatus | undefined =>
  timers.engine.state.schedules.get(name);

/** Takes up the schedule where it was: a run that was missed while the host was down is made up for at once. */
function begin(timers: Timers, timer: Timer): void {
  const { target, schedule } = timer;
  const now = timers.engine.now();
  const known = statusOf(timers, target.name);
  const isSame = known?.schedule === schedule.text;
  const next = isSame ? known.next : schedule.next(now);
  if (schedule.isMonitored && !isSame) {
    keep(timers, target.name, { schedule: schedule.text, last: known?.last ?? null, next, updated: null });
  }
  const isPastDue = isSame && schedule.isMonitored && known.next < now;
  if (isPastDue || target.trigger["runOnStartup"] === true) {
    go(timers, timer, { isPastDue, dueMs: now });
  } else {
    arm(timers, timer, schedule.isMonitored ? next : schedule.next(now));
  }
}

function arm(timers: Timers, timer: Timer, dueMs: number): void {
  if (timers.isStopped) return;
  const { engine } = timers;
  const cancel = engine.options.clock.at(dueMs, engine.nextSequence(), () => {
    go(timers, timer, { isPastDue: false, dueMs });
  });
  timers.cancels.set(timer.target.name, cancel);
}

interface Due {
  readonly isPastDue: boolean;
  readonly dueMs: number;
}

function go(timers: Timers, timer: Timer, due: Due): void {
  run(timers, timer, due).catch(timers.engine.options.onFault);
}

/** One run; the next one is planned when it has ended, so that a slow run never meets itself. */
async function run(timers: Timers, timer: Timer, { isPastDue, dueMs }: Due): Promise<void> {
  if (timers.isStopped) return;
  const { target, schedule } = timer;
  const { engine } = timers;
  const { clock } = engine.options;
  const hold = (): (() => void) => clock.busy(`timer ${target.name}`);
  let release = hold();
  const wait = async (ms: number): Promise<void> => {
    release();
    await new Promise<void>((resolve) => {
      timers.cancels.set(target.name, clock.at(clock.now() + ms, engine.nextSequence(), resolve));
    });
    release = hold();
  };
  try {
    await invokeTimer(timers, timer, { isPastDue, status: statusOf(timers, target.name), wait });
    if (timers.isStopped) return;
    const now = engine.now();
    const next = schedule.next(Math.max(now, dueMs));
    if (schedule.isMonitored) {
      keep(timers, target.name, { schedule: schedule.text, last: dueMs, next, updated: now });
    }
    arm(timers, timer, next);
  } finally {
    release();
  }
}

function keep({ engine }: Timers, name: string, status: ScheduleStatus): void {
  engine.commit({ kind: "schedule", name, status }).catch(engine.options.onFault);
}

interface TimerRun {
  readonly isPastDue: boolean;
  readonly status: ScheduleStatus | undefined;
  /** Between two tries; a run by hand is tried once. */
  readonly wait?: (ms: number) => Promise<void>;
}

async function invokeTimer(
  { engine, invoke, onError }: Timers,
  { target, schedule }: Timer,
  { isPastDue, status, wait }: TimerRun,
): Promise<void> {
  const info = {
    Schedule: { AdjustForDST: schedule.adjustsForDst },
    ScheduleStatus: status === undefined ? null : shown(status),
    IsPastDue: isPastDue,
  };
  const attempt = async (retry: RetryContext | undefined): Promise<InvocationResponse> => {
    try {
      return await engine.triggers.enter(`timer ${target.name}`, async () =>
        invoke({ target, data: { json: JSON.stringify(info) }, metadata: metadataAt(engine.now()), retry }),
      );
    } catch (error) {
      onError(target, error);
      throw error;
    }
  };
  const policy = wait === undefined ? undefined : target.metadata.retryOptions;
  // each failed try has been told of
  await withRetries({ policy, wait: wait ?? (async () => undefined), attempt }).catch(() => undefined);
}

const never = "0001-01-01T00:00:00+00:00";

const instant = (ms: number | null): string =>
  ms === null ? never : timestampOf(ms).replace(/Z$/, "+00:00");

const shown = ({ last, next, updated }: ScheduleStatus): object => ({
  Last: instant(last),
  Next: instant(next),
  LastUpdated: instant(updated),
});

/** `MM/dd/yyyy HH:mm:ss`. */
function metadataAt(ms: number): Readonly<Record<string, TypedData>> {
  const [date = "", time = ""] = new Date(ms).toISOString().split(/[T.]/);
  const [year, month, day] = date.split("-");
  return { TimerTrigger: { string: `${month}/${day}/${year} ${time}` } };
}
