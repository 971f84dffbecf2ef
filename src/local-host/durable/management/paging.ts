export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; undefined: this is the last. */
  readonly token: string | undefined;
}

const pageSize = 100;

/** One page, in the order of ids. The token is the id that the next page begins with. */
export function pageOf<Item extends { readonly id: string }>(
  all: readonly Item[],
  asked: { readonly top: string | null; readonly token: string },
): Page<Item> {
  const sorted = all.toSorted((one, other) => (one.id < other.id ? -1 : Number(one.id > other.id)));
  const start = startOf(sorted, asked.token);
  if (start < 0) return { items: [], token: undefined };
  const end = start + sizeOf(asked.top);
  const next = sorted[end];
  const token = next === undefined ? undefined : Buffer.from(next.id).toString("base64");
  return { items: sorted.slice(start, end), token };
}

function startOf(sorted: readonly { readonly id: string }[], token: string): number {
  if (token === "") return 0;
  const id = Buffer.from(token, "base64").toString("utf8");
  return sorted.findIndex((item) => item.id === id);
}

/** What is no number is ignored. */
const sizeOf = (top: string | null): number => (top !== null && /^\d+$/.test(top) ? Number(top) : pageSize);
