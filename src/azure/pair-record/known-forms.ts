import type { Color } from "../../domain/environment/pair.ts";
import type { ClusterForm } from "../../domain/upgrade/drift.ts";
import { parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import type { KnownForms } from "../../workflow/ports.ts";
import type { JsonBlobs } from "./blobs.ts";

/** Each operation's clusters as it last found them, beside its document. */
export function blobKnownForms(blobs: JsonBlobs): KnownForms {
  return {
    // written by ourselves
    read: async (id, color) => (await blobs.read(nameOf(id, color)))?.body as ClusterForm | undefined,
    keep: async (id, color, form) => {
      const there = await blobs.read(nameOf(id, color));
      await blobs.write(nameOf(id, color), form, there?.etag);
    },
  };
}

const nameOf = (id: OperationId, color: Color): string =>
  `pairs/${parseOperationId(id)?.pair ?? "_unknown"}/forms/${id}/${color}.json`;
