/** Draws that depend on their names alone: the same seed and words give the same number, whatever was drawn before. */
export function drawOf(seed: number, ...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5 ^ seed;
  for (const character of words.join("|")) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

export const pickOf = <Item>(items: readonly Item[], draw: number): Item | undefined =>
  items[Math.min(items.length - 1, Math.floor(draw * items.length))];

/** All of them, in an order of the seed's. */
export const shuffled = <Item>(
  items: readonly Item[],
  seed: number,
  nameOf: (item: Item) => string,
): readonly Item[] =>
  items
    .map((item) => ({ item, draw: drawOf(seed, nameOf(item)) }))
    .toSorted((a, b) => a.draw - b.draw)
    .map(({ item }) => item);
