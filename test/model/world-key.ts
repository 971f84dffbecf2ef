import { colors } from "../../src/domain/environment/pair.ts";
import type { PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import type { Cluster, Operation, Rollout, World } from "./world.ts";

/** Two worlds with one key are one world: every rule answers alike in both. */
export function keyOf(world: World): string {
  const { router, rollout, record, late } = world;
  let key = String.fromCharCode(clustersKey(world), gatesKey(world), world.threats.starts);
  key += signOf(router, routerKey) + signOf(rollout, rolloutKey);
  key += record === undefined ? "-" : signOf(record, recordKey);
  key += late === null ? "-" : signOf(late, JSON.stringify);
  for (const operation of world.operations) key += signOf(operation, operationKey);
  return key;
}

const powers = ["absent", "running", "stopped"] as const;

const clustersKey = ({ clusters: { blue, green } }: World): number =>
  64 * clusterKey(blue) + clusterKey(green);

const clusterKey = ({ power, isWell, isProven, made }: Cluster): number =>
  4 * (3 * made + powers.indexOf(power)) + (isWell ? 2 : 0) + (isProven ? 1 : 0);

const gatesKey = ({ closedGates, believedWell, slowAt, isFrozen }: World): number =>
  512 * closedGates.length +
  colors.reduce(
    (key, color) =>
      8 * key +
      (closedGates.includes(color) ? 4 : 0) +
      (believedWell.includes(color) ? 2 : 0) +
      (slowAt === color ? 1 : 0),
    isFrozen ? 1 : 0,
  );

/** What the router says, in a word: the same word is the same configuration. */
export function routerKey(router: RouterState): string {
  let key = `${router.routeEnabled ? "" : "!"}${router.routedGroup ?? "?"}:`;
  for (const [name, group] of Object.entries(router.groups))
    for (const { color, enabled, priority, weight } of group?.entries ?? [])
      key += `${name[0] ?? ""}${color[0] ?? ""}${enabled ? "+" : "-"}${priority}/${weight}`;
  return key;
}

export const isSameRouter = (one: RouterState, other: RouterState): boolean =>
  one === other || signOf(one, routerKey) === signOf(other, routerKey);

const rolloutKey = ({ base, rolling, queue }: Rollout): string =>
  [base, ...(rolling === null ? [] : [rolling.to]), ...queue].map((one) => signOf(one, routerKey)).join("") +
  (rolling === null ? "" : ` ${rolling.reached}`);

const recordKey = ({ epoch, operationId, closedGate, hold }: PairRecord): string =>
  `${epoch} ${operationId ?? ""} ${closedGate ?? ""} ${hold?.outcome ?? ""}`;

const operationKey = ({ id, candidate, step, held, way, takesOver, outcome }: Operation): string =>
  [id, candidate, step, held, way, takesOver, outcome].join(" ");

/**
 * One sign for each different part: worlds share most of their parts, and a word is made once for each. Signs are
 * never forgotten, which is what lets them stand for the words.
 */
const signs = new Map<string, string>();
const signed = new WeakMap<object, string>();

function signOf<Part extends object>(part: Part, wordOf: (part: Part) => string): string {
  const known = signed.get(part);
  if (known !== undefined) return known;
  const word = wordOf(part);
  const sign = signs.get(word) ?? String.fromCharCode(0x100 + signs.size);
  signs.set(word, sign);
  signed.set(part, sign);
  return sign;
}
