import type { Pair } from "../../src/domain/environment/pair.ts";
import type { Ports } from "../../src/workflow/ports.ts";
import type { FakeAzure } from "./fake-azure.ts";
import { fakeClaimedPairs, fakeForms, fakeJournals } from "./fake-journals.ts";

type Scripted = Omit<FakeAzure, "ports">;

/** What the app keeps for itself: pair records, journals, pair files and the pairs as they were claimed. */
export function storeOf(
  azure: Scripted,
  pair: Pair,
): Pick<Ports, "records" | "journals" | "pairs" | "claimed" | "forms"> {
  return {
    records: {
      read: async () => azure.record,
      write: async (_pair, record, etag) => {
        if (azure.record?.etag !== etag) return false;
        const gate = azure.record?.record.closedGate ?? null;
        azure.record = { record, etag: String(Number(etag ?? "0") + 1) };
        if (record.closedGate !== gate) {
          azure.onGate(record.closedGate);
          azure.writes.push(
            record.closedGate === null ? "open the gate" : `close ${record.closedGate}'s gate`,
          );
        }
        azure.onChange();
        return true;
      },
    },
    journals: fakeJournals(azure),
    pairs: {
      list: () => [pair],
      find: (name) => (name === pair.name ? pair : undefined),
      broken: () => [],
    },
    claimed: fakeClaimedPairs(),
    forms: fakeForms(),
  };
}
