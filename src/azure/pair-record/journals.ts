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
      const all = await idsOf(blobs, pair);
      const ids = before === undefined ? all : all.filter((id) => newestFirst(before, id) < 0);
      const page: OperationHead[] = [];
      // one that was deleted since the names were read does not make the page shorter
      for (let from = 0; page.length < pageSize && from < ids.length; from += pageSize) {
        const some = ids.slice(from, from + pageSize);
        const heads = await Promise.all(some.map(async (id) => headOf(blobs, pair, id)));
        page.push(...heads.flatMap((head) => head ?? []));
      }
      return page.slice(0, pageSize);
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
  return ids.toSorted(newestFirst);
}

/** By epoch, and by name where two were to begin under one. */
const newestFirst = (a: OperationId, b: OperationId): number =>
  epochOf(b) - epochOf(a) || (a < b ? -1 : Number(a > b));

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
