import { colors } from "../../src/domain/environment/pair.ts";
import type { PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import type { Age, Cluster, Operation, Rollout, Watch, World } from "./world.ts";

/** Two worlds with one key are one world: every rule answers alike in both. */
export function keyOf(world: World): string {
  const { router, rollout, record, late, watches } = world;
  let key = String.fromCharCode(clustersKey(world), gatesKey(world), handsKey(world));
  key += signOf(router, routerKey) + signOf(rollout, rolloutKey);
  key += record === undefined ? "-" : signOf(record, recordKey);
  key += late === null ? "-" : signOf(late, JSON.stringify);
  for (const watch of watches) key += signOf(watch, watchKey);
  for (const operation of world.operations) key += signOf(operation, operationKey);
  return key;
}

const powers = ["absent", "running", "stopping", "stopped"] as const;
const healths = ["well", "sick", "failing"] as const;

const clustersKey = ({ clusters: { blue, green } }: World): number =>
  128 * clusterKey(blue) + clusterKey(green);

const clusterKey = ({ power, health, isProven, made }: Cluster): number =>
  2 * (3 * (4 * made + powers.indexOf(power)) + healths.indexOf(health)) + (isProven ? 1 : 0);

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

const worst = ["none", "settings", "users"] as const;
const maybe = [null, ...colors];

/** What is counted down, what other hands have done, and what the journal tells of a stop. */
function handsKey({ threats, hands, foreign, stopTold }: World): number {
  let key = worst.indexOf(hands);
  for (const left of [threats.starts, threats.deaths, threats.hands]) key = 4 * key + left;
  key = 4 * key + (foreign === null ? 3 : maybe.indexOf(foreign.active));
  return 3 * key + maybe.indexOf(stopTold);
}

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

const operationKey = ({ known, ...operation }: Operation): string => {
  const { id, deadOwner, candidate, step, held, way, takesOver, share, outcome } = operation;
  const { proof, baseline, arrival, quiet } = known;
  const place = [id, deadOwner, candidate, step, held, way, takesOver, share, outcome];
  return place.join(" ") + [proof, baseline, arrival, quiet].map(ageKey).join("");
};

const ageKey = (age: Age): string => age[0] ?? "";

const watchKey = ({ of, candidate, saw, isFresh }: Watch): string =>
  ["watch", of, candidate, saw, isFresh].join(" ");

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
