import { z } from "zod";
import type { OperationId } from "../../domain/upgrade/pair-record.ts";
import { outcomes } from "../../domain/upgrade/phases.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { PairRecords } from "../../workflow/ports.ts";
import type { JsonBlobs } from "./blobs.ts";

const OperationName = z.string().transform((text) => text as OperationId);

const Record = z.object({
  epoch: z.number().int().nonnegative(),
  operationId: OperationName.nullable(),
  hold: z.object({ operationId: OperationName, outcome: z.enum(outcomes), at: z.string() }).nullable(),
  closedGate: z.enum(["blue", "green"]).nullable(),
  by: z.string(),
  reason: z.string(),
  at: z.string(),
});

const nameOf = (pair: string): string => `pairs/${pair}/record.json`;

/** The pair record: one JSON blob a pair. */
export function blobPairRecords(blobs: JsonBlobs): PairRecords {
  return {
    read: async (pair) => {
      const found = await blobs.read(nameOf(pair));
      if (found === undefined) return undefined;
      const parsed = Record.safeParse(found.body);
      if (parsed.success) return { record: parsed.data, etag: found.etag };
      throw new OutsideError({
        reaction: "stop",
        code: "RECORD_UNREADABLE",
        message: z.prettifyError(parsed.error),
        resource: nameOf(pair),
        fix: "Restore an earlier version of the blob, or delete it if nothing runs.",
      });
    },
    write: async (pair, record, etag) => blobs.write(nameOf(pair), record, etag),
  };
}
