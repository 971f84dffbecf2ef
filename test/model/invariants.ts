import { colors, type Color } from "../../src/domain/environment/pair.ts";
import { activeColor, entryOf, usersGroup, type RouterState } from "../../src/domain/swap/layout.ts";
import { chosenBy, enabledFor, inUse } from "./edges.ts";
import type { Move } from "./machine.ts";
import { eventStarts } from "./people.ts";
import { isSameRouter } from "./world-key.ts";
import { candidateOf, hasEnded, isRunning, isWell, previousOf, type Operation, type World } from "./world.ts";
import { evidenceInvariants } from "./invariants-of-evidence.ts";

/** One move, and the world it was made in. */
export interface Moment {
  readonly before: World;
  readonly move: Move;
}

export interface Invariant {
  readonly name: string;
  /** What is promised. */
  readonly says: string;
  /** Asked of every world. */
  readonly holdsIn?: (world: World) => boolean;
  /** Asked of every move. */
  readonly allows?: (moment: Moment) => boolean;
}

/** The first promise that does not hold in a world. */
export const brokenIn = (world: World): Invariant | undefined =>
  invariants.find((invariant) => invariant.holdsIn?.(world) === false);

/** The first promise that a move breaks. */
export const brokenBy = (moment: Moment): Invariant | undefined =>
  invariants.find((invariant) => invariant.allows?.(moment) === false);

export const invariants: readonly Invariant[] = [
  {
    name: "I1",
    says: "every edge has an environment enabled that runs, and on the candidate's side a healthy one if there is one",
    holdsIn: (world) => inUse(world).every((router) => canServe(world, router)),
  },
  {
    name: "I2",
    says: "no edge has an origin enabled for users that is absent, stopped or unproven",
    holdsIn: (world) =>
      inUse(world).every((router) =>
        enabledFor(router).every(({ color }) => isRunning(world, color) && world.clusters[color].isProven),
      ),
  },
  {
    name: "I3",
    says: "no environment is stopped that users can reach, that a configuration on its way enables, or that answers a request",
    allows: ({ before, move }) =>
      colors.every((color) => !wasStopped(before, move, color) || isUnused(before, color)),
  },
  {
    name: "I4 owner",
    says: "an epoch has one owner: who claims the pair raises its epoch by one",
    allows: ({ before, move }) => isSameOwner(before, move.world) || isRaised(before, move.world),
  },
  {
    name: "I4 fence",
    says: "only the operation that the pair record names writes, so a lower epoch never does",
    allows: ({ before, move }) =>
      move.by === "surroundings" || !hasWritten(before, move.world) || before.record?.operationId === move.by,
  },
  {
    name: "I5",
    says: "one upgrade makes at most one candidate: a repeated build adopts it",
    holdsIn: (world) => colors.every((color) => world.clusters[color].made <= 1),
  },
  {
    name: "I6 environments",
    says: "never both environments are down",
    holdsIn: (world) => colors.some((color) => isRunning(world, color)),
  },
  {
    name: "I6 gates",
    says: "never both gates are closed",
    holdsIn: (world) => world.closedGates.length <= 1,
  },
  {
    name: "I6 lever",
    says: "a gate is closed only while the other environment is enabled for users and well",
    allows: ({ before, move }) => closedBy(before, move).every((color) => canFallBack(before, color)),
  },
  {
    name: "I8 gate",
    says: "a closed gate is opened only when no edge would send users there again",
    allows: ({ before, move }) =>
      openedBy(before, move).every((color) =>
        [before.router, ...inUse(before)].every((router) => activeColor(router) !== color),
      ),
  },
  {
    name: "I8 end",
    says: "an operation ends with its users where it says: on the candidate if completed, back if rolled back or aborted",
    holdsIn: (world) =>
      world.hands === "users" || settled(world).every((one) => one.candidate === null || isHome(world, one)),
  },
  {
    name: "I8 gates",
    says: "every end leaves both gates open",
    holdsIn: (world) => !isFree(world) || world.closedGates.length === 0,
  },
  {
    name: "I8 users",
    says: "after users have moved and it has ended nobody is on a sick environment while a well one runs",
    holdsIn: (world) =>
      world.threats.refusals ||
      world.hands !== "none" ||
      settled(world).every((one) => one.outcome === "aborted") ||
      !isLeftOnSick(world),
  },
  {
    name: "I8 proven",
    says: "no upgrade that has moved its users to a proven candidate ends as failed",
    holdsIn: ({ operations, router }) =>
      operations.every((one) => one.outcome !== "failed" || activeColor(router) !== one.candidate),
  },
  {
    name: "dead owner",
    says: "a notification starts nothing while the pair record names anybody, dead or alive",
    allows: ({ before, move }) => move.does !== eventStarts || (before.record?.operationId ?? null) === null,
  },
  {
    name: "at rest",
    says: "nothing is planned while users are between two environments",
    allows: ({ before, move }) => !isPlanned(before, move) || chosenBy(before.router, colors).length === 1,
  },
  {
    name: "I16 owners",
    says: "of the operations of one epoch one goes on, the others are superseded",
    holdsIn: (world) => {
      const epochs = world.operations
        .filter((one) => !hasEnded(one) && one.step !== "claim" && one.step !== "watchFirst")
        .map((one) => one.epoch);
      return new Set(epochs).size === epochs.length;
    },
  },
  {
    name: "I16 release",
    says: "only its owner gives a pair free",
    allows: ({ before, move }) => {
      const owner = before.record?.operationId ?? null;
      return owner === null || move.world.record?.operationId !== null || move.by === owner;
    },
  },
  {
    name: "one write",
    says: "the swap write never queues behind another one",
    allows: ({ before, move }) =>
      before.hands !== "none" || !movesUsersForward(before, move) || before.rollout.rolling === null,
  },
  {
    name: "way back",
    says: "the way back is not taken out before every edge sends users to the candidate",
    // between shares edges go by weights, and what was measured is asked of the evidence
    allows: ({ before, move }) =>
      before.shares.length > 1 ||
      before.hands !== "none" ||
      !takesWayBackOut(before, move) ||
      isAllOn(before, activeColor(before.router)),
  },
  ...evidenceInvariants,
];

const wellOnes = (world: World): readonly Color[] =>
  colors.filter((color) => isWell(world, color) && world.clusters[color].isProven);

function canServe(world: World, router: RouterState): boolean {
  // only another hand disables a route, and what it then serves is not ours to promise
  if (!router.routeEnabled) return true;
  const enabled = enabledFor(router).map((entry) => entry.color);
  if (!enabled.some((color) => isRunning(world, color))) return false;
  // before the swap nobody may be on the candidate, and after retiring nobody can be on the previous environment
  const isBetween = world.operations.some(
    (one) =>
      !hasEnded(one) &&
      ["swap", "arrive", "share", "soak"].includes(one.step) &&
      activeColor(router) === one.candidate,
  );
  return (
    // nor is a standby that another hand has taken out
    !isBetween ||
    world.hands !== "none" ||
    wellOnes(world).length === 0 ||
    wellOnes(world).some((color) => enabled.includes(color))
  );
}

const wasStopped = (before: World, { world }: Move, color: Color): boolean =>
  isRunning(before, color) && !isRunning(world, color);

const isUnused = (world: World, color: Color): boolean =>
  world.slowAt !== color &&
  [
    ...inUse(world),
    ...world.rollout.queue,
    world.router,
    ...(world.rollout.rolling === null ? [] : [world.rollout.rolling.to]),
  ].every((router) => enabledFor(router).every((entry) => entry.color !== color));

const isSameOwner = (before: World, after: World): boolean =>
  (after.record?.operationId ?? null) === null || after.record?.operationId === before.record?.operationId;

const isRaised = (before: World, after: World): boolean =>
  after.record?.epoch === (before.record?.epoch ?? 0) + 1;

const hasWritten = (before: World, after: World): boolean =>
  !isSameRouter(before.router, after.router) ||
  before.late !== after.late ||
  before.closedGates.join() !== after.closedGates.join() ||
  colors.some(
    (color) =>
      before.clusters[color].power !== after.clusters[color].power ||
      before.clusters[color].made !== after.clusters[color].made,
  );

const closedBy = (before: World, { world }: Move): readonly Color[] =>
  world.closedGates.filter((color) => !before.closedGates.includes(color));

const openedBy = (before: World, { world }: Move): readonly Color[] =>
  before.closedGates.filter((color) => !world.closedGates.includes(color));

function canFallBack(world: World, closing: Color): boolean {
  const other = colors.find((color) => color !== closing) ?? "blue";
  return isWell(world, other) && entryOf(usersGroup(world.router), other)?.enabled === true;
}

const isFree = (world: World): boolean =>
  world.record !== undefined && world.record.operationId === null && world.operations.every(hasEnded);

/** What has ended as it desired while nothing else goes on. */
const settled = (world: World): readonly Operation[] =>
  isFree(world)
    ? world.operations
        .filter((one) => ["completed", "aborted", "rolledBack"].includes(one.outcome ?? ""))
        .slice(-1)
    : [];

const homeOf = (operation: Operation): Color =>
  operation.way === "straight" ? candidateOf(operation) : previousOf(operation);

/** Who has moved nobody finds users where they are told to be; edges may still be on their way there. */
const isHome = (world: World, one: Operation): boolean =>
  one.outcome === "aborted" ? activeColor(world.router) === homeOf(one) : isAllOn(world, homeOf(one));

const isAllOn = (world: World, color: Color | undefined): boolean =>
  [world.router, ...inUse(world)].every((router) => activeColor(router) === color);

const isLeftOnSick = (world: World): boolean =>
  inUse(world).some((router) =>
    chosenBy(router, world.believedWell).every((color) => !isWell(world, color)),
  ) && colors.some((color) => isWell(world, color) && world.clusters[color].isProven);

const isPlanned = (before: World, { by, step, world }: Move): boolean =>
  step === "plan" &&
  before.operations.some((one) => one.id === by && one.candidate === null) &&
  world.operations.some((one) => one.id === by && one.candidate !== null);

const isOnItsWay = ({ by, world }: Move): boolean =>
  world.operations.some((one) => one.id === by && one.way === "straight");

const movesUsersForward = (before: World, move: Move): boolean =>
  move.step === "swap" && isOnItsWay(move) && activeColor(before.router) !== activeColor(move.world.router);

/** Its entry was enabled in the group that users are on, and now is not. */
const takesWayBackOut = (before: World, move: Move): boolean =>
  isOnItsWay(move) &&
  activeColor(before.router) === activeColor(move.world.router) &&
  enabledFor(move.world.router).length < enabledFor(before.router).length;
