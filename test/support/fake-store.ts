import type { Pair } from "../../src/domain/environment/pair.ts";
import type { Ports } from "../../src/workflow/ports.ts";
import type { FakeAzure } from "./fake-azure.ts";
import { copyOf } from "./stage-tasks.ts";

type Scripted = Omit<FakeAzure, "ports">;

/** What the app keeps for itself: pair records, journals, pair files and the pairs as they were claimed. */
export function storeOf(
  azure: Scripted,
  pair: Pair,
): Pick<Ports, "records" | "journals" | "pairs" | "claimed"> {
  const claimed = new Map<string, Pair>();
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
    journals: {
      read: async (_pair, id) => azure.documents.get(id),
      append: async (_pair, head, entries) => {
        const told = azure.documents.get(head.id)?.journal ?? [];
        const known = new Set(entries.length === 0 ? [] : told.map((entry) => entry.number));
        const added = entries.filter((entry) => !known.has(entry.number));
        const journal = added.length === 0 ? told : [...told, ...copyOf(added)];
        azure.documents.set(head.id, { head: copyOf(head), journal });
        for (const entry of entries) azure.onTold(entry);
      },
      list: async () => [...azure.documents.values()].map((document) => document.head).toReversed(),
      newest: async () =>
        [...azure.documents.values()]
          .map((document) => document.head)
          .toSorted((a, b) => b.epoch - a.epoch)[0],
      notices: async () => azure.notices,
      notice: async (_pair, notice) => void azure.notices.push(notice),
    },
    pairs: {
      list: () => [pair],
      find: (name) => (name === pair.name ? pair : undefined),
      broken: () => [],
    },
    claimed: {
      read: async (id) => claimed.get(id),
      keep: async (id, kept) => void (claimed.has(id) || claimed.set(id, copyOf(kept))),
    },
  };
}
