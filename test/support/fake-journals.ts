import type { ClusterForm } from "../../src/domain/upgrade/drift.ts";
import type { Pair } from "../../src/domain/environment/pair.ts";
import { parseOperationId, type OperationId } from "../../src/domain/upgrade/pair-record.ts";
import type { ClaimedPairs, KnownForms, Journals, Notice } from "../../src/workflow/ports.ts";
import type { FakeAzure } from "./fake-azure.ts";
import { copyOf } from "./stage-tasks.ts";

/** What the app keeps of operations, in memory; the contract of pair records holds for it. */
export function fakeJournals(azure: Pick<FakeAzure, "documents" | "notices" | "onTold">): Journals {
  const pairOf = new Map<Notice, string>();
  const heads = (pair: string) =>
    [...azure.documents.values()]
      .map(({ head }) => head)
      .filter((head) => head.pair === pair)
      .toSorted((a, b) => b.epoch - a.epoch);
  return {
    read: async (pair, id) => {
      const document = azure.documents.get(id);
      return document?.head.pair === pair ? document : undefined;
    },
    append: async (_pair, head, entries) => {
      const told = azure.documents.get(head.id)?.journal ?? [];
      const known = new Set(entries.length === 0 ? [] : told.map((entry) => entry.number));
      const fresh = entries.filter((entry) => !known.has(entry.number));
      const journal = fresh.length === 0 ? told : [...told, ...copyOf(fresh)];
      azure.documents.set(head.id, { head: copyOf(head), journal });
      for (const entry of entries) azure.onTold(entry);
    },
    list: async (pair, before) => {
      const below = parseOperationId(before ?? "")?.epoch ?? Number.POSITIVE_INFINITY;
      return heads(pair)
        .filter((head) => head.epoch < below)
        .slice(0, 50);
    },
    newest: async (pair) => heads(pair)[0],
    notices: async (pair) => azure.notices.filter((notice) => pairOf.get(notice) === pair).slice(-200),
    notice: async (pair, notice) => {
      pairOf.set(notice, pair);
      azure.notices.push(notice);
    },
  };
}

/** The first one stays, as it was. */
export function fakeClaimedPairs(): ClaimedPairs {
  const kept = new Map<OperationId, Pair>();
  return {
    read: async (id) => kept.get(id),
    keep: async (id, pair) => void (kept.has(id) || kept.set(id, structuredClone(pair))),
  };
}

export function fakeForms(): KnownForms {
  const kept = new Map<string, ClusterForm>();
  return {
    read: async (id, color) => kept.get(`${id}/${color}`),
    keep: async (id, color, form) => void kept.set(`${id}/${color}`, structuredClone(form)),
  };
}
