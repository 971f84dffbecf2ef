import type { Color, FailedRequest, RequestLedger } from "../joints.ts";
import type { Outcome } from "./wire.ts";

const keptFailures = 20;

export interface LedgerBook {
  record(atMs: number, outcome: Outcome): void;
  read(): RequestLedger;
}

/** `isDownByHand`: whether somebody else has taken that environment down. */
export function openLedger(isDownByHand: (color: Color) => boolean): LedgerBook {
  const perColor: Record<Color, number> = { blue: 0, green: 0 };
  const failedBy = { swap: 0, sickEnvironment: 0 };
  const firstFailures: FailedRequest[] = [];
  let total = 0;
  return {
    record(atMs, { edge, color, status, cause, isSick }) {
      total += 1;
      if (color !== null) perColor[color] += 1;
      if (cause === null) return;
      // Whatever was not answered by a running, sick application is laid at the swap's door, unless a hand took it down.
      const by = isSick || (color !== null && isDownByHand(color)) ? "sickEnvironment" : "swap";
      failedBy[by] += 1;
      if (firstFailures.length < keptFailures) firstFailures.push({ atMs, edge, color, status, cause, by });
    },
    read: () => ({
      total,
      failed: failedBy.swap + failedBy.sickEnvironment,
      failedBy: { ...failedBy },
      perColor: { ...perColor },
      firstFailures: [...firstFailures],
    }),
  };
}
