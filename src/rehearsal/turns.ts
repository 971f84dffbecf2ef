/** What the driver needs of the rehearsal's clock. */
export interface DriverClock {
  now(): number;
  at(dueMs: number, rank: number, fire: () => void): () => void;
  busy(what: string): () => void;
  onAdvance(listener: () => void): void;
}

export interface Turns {
  /**
   * Does it in a turn of its own, not before `dueMs`. At most one thing is done in a turn, so the app settles in
   * between: what it answers cannot depend on how fast this machine is.
   */
  take<Result>(what: string, dueMs: number, act: () => Promise<Result>): Promise<Result>;
}

interface RouterChange {
  readonly what: string;
  readonly dueMs: number;
  readonly act: () => Promise<void>;
}

export function takeTurns(clock: DriverClock): Turns {
  const wishes: RouterChange[] = [];
  let isTaken = false;
  const turn = (): void => {
    const next = wishes[0];
    if (isTaken || next === undefined || next.dueMs > clock.now()) return;
    wishes.shift();
    isTaken = true;
    const done = clock.busy(next.what);
    void next.act().then(() =>
      // the script goes on first, so that its next wish is known before this turn ends
      setImmediate(() => {
        isTaken = false;
        done();
      }),
    );
  };
  clock.onAdvance(turn);
  return {
    take: async (what, dueMs, act) =>
      new Promise((resolve, reject) => {
        wishes.push({ what, dueMs, act: async () => act().then(resolve, reject) });
        // what is due already waits for the next turn at this time, which every busy turn is followed by
        if (dueMs > clock.now()) clock.at(dueMs, 0, () => undefined);
      }),
  };
}
