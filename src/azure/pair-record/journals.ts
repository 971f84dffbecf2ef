import { parseOperationId, type OperationId } from "../../domain/upgrade/pair-record.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import type { Journals, Notice, OperationDocument } from "../../workflow/ports.ts";
import type { JsonBlobs } from "./blobs.ts";

const noticesKept = 200;
const mostTries = 8;
const pageSize = 50;

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
    list: async (pair, before) => {
      const ids = (await idsOf(blobs, pair)).filter(
        (id) => before === undefined || epochOf(id) < epochOf(before),
      );
      const heads = await Promise.all(ids.slice(0, pageSize).map(async (id) => headOf(blobs, pair, id)));
      return heads.flatMap((head) => head ?? []);
    },
    newest: async (pair) => {
      for (const id of await idsOf(blobs, pair)) {
        const head = await headOf(blobs, pair, id);
        if (head !== undefined) return head;
      }
      return undefined;
    },
    notices: async (pair) =>
      ((await blobs.read(noticesName(pair)))?.body as readonly Notice[] | undefined) ?? [],
    notice: async (pair, notice) =>
      merge<readonly Notice[]>(blobs, noticesName(pair), (found) =>
        [...(found ?? []), notice].slice(-noticesKept),
      ),
  };
}

/** Newest first; the names tell the order, so nothing is read for it. */
async function idsOf(blobs: JsonBlobs, pair: string): Promise<readonly OperationId[]> {
  const names = await blobs.list(`pairs/${pair}/operations/`);
  const ids = names.flatMap((name) => parseOperationId(/([^/]+)\.json$/.exec(name)?.[1] ?? "")?.id ?? []);
  return ids.toSorted((a, b) => epochOf(b) - epochOf(a));
}

const epochOf = (id: OperationId): number => parseOperationId(id)?.epoch ?? 0;

const headOf = async (blobs: JsonBlobs, pair: string, id: OperationId): Promise<OperationHead | undefined> =>
  ((await blobs.read(documentName(pair, id)))?.body as OperationDocument | undefined)?.head;

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
