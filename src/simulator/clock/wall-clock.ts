/** The wall clock from a moment on, so many times as fast. */
export interface WallClock {
  readonly startMs: number;
  readonly speed: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const realNow = Date.now;

export const wallClock = (speed: number, startMs: number = realNow()): WallClock => ({
  startMs,
  speed,
  now: () => startMs + (realNow() - startMs) * speed,
});

/** For programs that were started with `at-cloud-speed.ts` in front. */
export const clockVariable = "CLOUD_CLOCK";

/** The variables by which another process of this machine gets the same clock; none for the plain wall clock. */
export const clockEnvironment = ({ startMs, speed }: WallClock): Record<string, string> =>
  speed === 1 ? {} : { [clockVariable]: `${startMs}x${speed}` };

/** What another process made of its clock; undefined: it has the plain wall clock. */
export function clockOf(environment: Readonly<Record<string, string | undefined>>): WallClock | undefined {
  const [, startMs, speed] = /^(\d+)x(\d+)$/.exec(environment[clockVariable] ?? "") ?? [];
  if (startMs === undefined || speed === undefined) return undefined;
  return wallClock(Number(speed), Number(startMs));
}
