import type { Doors } from "../../workflow/ports.ts";
import type { Question } from "./answer.ts";

/**
 * A pair whose file broke, or is gone, while an operation owns it is asked as that operation claimed it: it must still
 * be possible to watch the operation, to roll it back, and to abort it.
 */
export const asClaimed =
  (question: Question): Question =>
  async (asked) =>
    question({ ...asked, doors: await withClaimed(asked.doors, asked.request.params["pair"] ?? "") });

/** Nothing else is looked for in the storage account. */
const pairName = /^(?=.{1,40}$)[a-z0-9](-?[a-z0-9])*$/;

async function withClaimed(doors: Doors, name: string): Promise<Doors> {
  const { ports } = doors;
  if (ports.pairs.find(name) !== undefined || !pairName.test(name)) return doors;
  const owner = (await ports.records.read(name))?.record.operationId ?? null;
  const pair = owner === null ? undefined : await ports.claimed.read(owner);
  if (pair === undefined) return doors;
  const find = (wanted: string) => (wanted === name ? pair : ports.pairs.find(wanted));
  return { ...doors, ports: { ...ports, pairs: { ...ports.pairs, find } } };
}
