import { parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Journals, Notice, OperationDocument } from "../../workflow/ports.ts";
import type { JsonBlobs } from "./blobs.ts";

const noticesKept = 200;
const mostTries = 8;

/** Operation documents and notices, beside the pair record. */
export function blobJournals(blobs: JsonBlobs): Journals {
  return {
    read: async (pair, id) =>
      (await blobs.read(documentName(pair, id)))?.body as OperationDocument | undefined,
    append: async (pair, head, entries) =>
      merge<OperationDocument>(blobs, documentName(pair, head.id), (found) => {
        const told = new Set(found?.journal.map((entry) => entry.number));
        const fresh = entries.filter((entry) => !told.has(entry.number));
        return { head, journal: [...(found?.journal ?? []), ...fresh] };
      }),
    list: async (pair) => {
      const names = await blobs.list(`pairs/${pair}/operations/`);
      const documents = await Promise.all(
        names.map(async (name) => (await blobs.read(name))?.body as OperationDocument | undefined),
      );
      const heads = documents.flatMap((document) => (document === undefined ? [] : [document.head]));
      return heads.toSorted(
        (a, b) => (parseOperationId(b.id)?.epoch ?? 0) - (parseOperationId(a.id)?.epoch ?? 0),
      );
    },
    notices: async (pair) =>
      ((await blobs.read(noticesName(pair)))?.body as readonly Notice[] | undefined) ?? [],
    notice: async (pair, notice) =>
      merge<readonly Notice[]>(blobs, noticesName(pair), (found) =>
        [...(found ?? []), notice].slice(-noticesKept),
      ),
  };
}

const documentName = (pair: string, id: OperationId): string => `pairs/${pair}/operations/${id}.json`;
const noticesName = (pair: string): string => `pairs/${pair}/notices.json`;

/** Read, change, write over what was read; again when somebody else wrote in between. */
async function merge<Body>(
  blobs: JsonBlobs,
  name: string,
  change: (found: Body | undefined) => Body,
): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const found = await blobs.read(name);
    if (await blobs.write(name, change(found?.body as Body | undefined), found?.etag)) return;
  }
  throw new OutsideError({
    reaction: "later",
    code: "BLOB_CONTENDED",
    message: `Somebody else wrote it ${mostTries} times in a row.`,
    resource: name,
    fix: "It is tried again.",
  });
}
