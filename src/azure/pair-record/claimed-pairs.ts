import type { Pair } from "../../domain/environment/pair.ts";
import { parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import type { ClaimedPairs } from "../../workflow/ports.ts";
import type { JsonBlobs } from "./blobs.ts";

/** Each operation's pair, beside its document: written once, when the pair is claimed. */
export function blobClaimedPairs(blobs: JsonBlobs): ClaimedPairs {
  return {
    // written by ourselves, from a pair that its file's schema has let through
    read: async (id) => (await blobs.read(nameOf(id)))?.body as Pair | undefined,
    keep: async (id, pair) => void (await blobs.write(nameOf(id), pair, undefined)),
  };
}

const nameOf = (id: OperationId): string =>
  `pairs/${parseOperationId(id)?.pair ?? "_unknown"}/claimed/${id}.json`;
