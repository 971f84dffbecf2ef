import type { Agenda } from "../joints.ts";

/** One A record set as resolvers see it. */
export interface AddressRecord {
  readonly ttlSeconds: number;
  readonly ips: readonly string[];
}

/** What each name was in its zone at any time: resolvers look at the past. */
export interface RecordBook {
  write(host: string, record: AddressRecord): void;
  at(host: string, ms: number): AddressRecord | undefined;
  onWrite(listener: (host: string) => void): void;
}

interface Step {
  readonly fromMs: number;
  readonly record: AddressRecord;
}

export function createRecordBook(agenda: Agenda): RecordBook {
  const histories = new Map<string, Step[]>();
  const listeners: ((host: string) => void)[] = [];
  return {
    write(host, record) {
      const steps = histories.get(host);
      // What is there at the start has always been there.
      if (steps === undefined) histories.set(host, [{ fromMs: Number.NEGATIVE_INFINITY, record }]);
      else steps.push({ fromMs: agenda.now(), record });
      for (const listener of listeners) listener(host);
    },
    at: (host, ms) => histories.get(host)?.findLast(({ fromMs }) => fromMs <= ms)?.record,
    onWrite: (listener) => void listeners.push(listener),
  };
}
