import type { Agenda, Draw } from "../joints.ts";
import type { RecordBook } from "./record-book.ts";

/**
 * Everybody who looks names up keeps what was found for the record's time to live, then looks again. The moments do not
 * depend on who asks when: each asker has a phase of its own.
 */
export interface Resolvers {
  addressOf(host: string, asker: string): string | undefined;
  /** That asker has just learnt of a record that was written. */
  onLearnt(listener: (host: string, asker: string) => void): void;
}

/** Where there is no record, the zone's SOA decides how long that is believed; Azure DNS sets 300 s. */
const absentSeconds = 300;

export function createResolvers(options: {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly book: RecordBook;
  readonly askers: readonly string[];
}): Resolvers {
  const { agenda, draw, book, askers } = options;
  const startedMs = agenda.now();
  const lookedAt = new Map<string, number>();
  const listeners: ((host: string, asker: string) => void)[] = [];
  const ttlMs = (host: string, ms: number) => (book.at(host, ms)?.ttlSeconds ?? absentSeconds) * 1000;

  const lastLook = (host: string, asker: string): number => {
    const key = `${asker}/${host}`;
    const now = agenda.now();
    let ms = lookedAt.get(key) ?? startedMs - Math.floor(draw("dns.phase", key) * ttlMs(host, startedMs));
    while (ms + ttlMs(host, ms) <= now) ms += ttlMs(host, ms);
    lookedAt.set(key, ms);
    return ms;
  };

  book.onWrite((host) => {
    for (const asker of askers) {
      const ms = lastLook(host, asker);
      agenda.at(ms + ttlMs(host, ms), `${asker}/${host}`, () => {
        for (const listener of listeners) listener(host, asker);
      });
    }
  });
  return {
    addressOf: (host, asker) => book.at(host, lastLook(host, asker))?.ips[0],
    onLearnt: (listener) => void listeners.push(listener),
  };
}
