import { colors, otherColor, type Color } from "../../src/domain/environment/pair.ts";
import { activeColor, type GroupName, type RouterState } from "../../src/domain/swap/layout.ts";
import { after, type RouterWrite } from "../../src/domain/swap/protocol.ts";
import { enabledFor, publish, reachNextEdge, someSendTo, wellByProbes } from "./edges.ts";
import type { Machine, Move } from "./machine.ts";
import { newcomers, peopleTo } from "./people.ts";
import { saidOf, stopped } from "./story-parts.ts";
import { candidateOf, hasEnded, isRunning, isWell, previousOf, withCluster, type World } from "./world.ts";

export type Event = Omit<Move, "by" | "step">;

/** Everything that happens by itself: at edges, in clusters, in Azure, to our own processes, and what people do. */
export function surroundings(world: World, machine: Machine): readonly Event[] {
  return [
    ...edges(world, machine),
    ...requests(world, machine),
    ...landings(world),
    ...aging(world),
    ...moods(world),
    ...freezes(world),
    ...hands(world),
    ...world.operations.flatMap((one) => (hasEnded(one) ? [] : [...peopleTo(one, world, machine)])),
    ...newcomers(world, machine),
  ];
}

function* edges(world: World, { edges: count }: Machine): Generator<Event, void> {
  if (world.rollout.rolling !== null)
    yield {
      cause: "time",
      does: "one more edge works by the newest configuration",
      world: reachNextEdge(world, count),
    };
  const believedWell = wellByProbes(world);
  if (believedWell.join() !== world.believedWell.join())
    yield {
      cause: "time",
      does: `edges' probes find well: ${believedWell.join(", ")}`,
      world: { ...world, believedWell },
    };
}

/** A request that takes minutes matters only at the environment that is being left, so it begins nowhere else. */
function* requests(world: World, { story }: Machine): Generator<Event, void> {
  if (!world.threats.slowRequests) return;
  if (world.slowAt !== null) {
    const does = `the slow request at ${world.slowAt} is answered`;
    yield { cause: "time", does, world: { ...world, slowAt: null } };
    return;
  }
  for (const one of world.operations) {
    const { phase } = story[one.step];
    if (one.outcome !== null || (phase !== "swapping" && phase !== "rollingBack")) continue;
    const left = phase === "swapping" ? previousOf(one) : candidateOf(one);
    if (someSendTo(world, left))
      yield { cause: "time", does: `a slow request begins at ${left}`, world: { ...world, slowAt: left } };
  }
}

/** What hangs in a worker or at Azure comes out. */
function* landings(world: World): Generator<Event, void> {
  const { late } = world;
  if (late !== null) {
    const without = { ...world, late: null };
    const does = `the hanging write of ${saidOf(late)} lands`;
    const shows = `write ${saidOf(late)}`;
    yield {
      cause: "time",
      does,
      shows,
      world: late.kind === "stop" ? stopsLate(without, late.color) : landed(world, late),
    };
  }
  for (const color of colors)
    if (world.clusters[color].power === "stopping")
      yield {
        cause: "time",
        does: `${color} has stopped`,
        world: withCluster(world, color, { power: "stopped" }),
      };
}

const stopsLate = (world: World, color: Color): World =>
  isRunning(world, color) ? stopped(world, color) : world;

const landed = (world: World, late: RouterWrite): World => ({
  ...publish(world, after(world.router, late)),
  late: null,
});

/** All of it at once: what was taken later is young again, what was taken before stays old. */
function* aging(world: World): Generator<Event, void> {
  if (!world.threats.aging) return;
  const operations = world.operations.map((one) => {
    const entries = Object.entries(one.known).map(([what, age]) => [what, age === "fresh" ? "expired" : age]);
    return { ...one, known: Object.fromEntries(entries) as typeof one.known };
  });
  const isYoung =
    world.watches.some(({ isFresh }) => isFresh) ||
    world.operations.some((one) => !hasEnded(one) && Object.values(one.known).includes("fresh"));
  const watches = world.watches.map((watch) => ({ ...watch, isFresh: false }));
  if (isYoung)
    yield {
      cause: "time",
      does: "what was seen grows too old to decide by",
      world: { ...world, operations, watches },
    };
}

function* moods(world: World): Generator<Event, void> {
  const { moods: seen, failings: unseen } = world.threats;
  for (const color of colors) {
    if (!isRunning(world, color)) continue;
    const become = (health: "well" | "sick" | "failing", does: string): Event => ({
      cause: "fate",
      does: `${color} ${does}`,
      world: withCluster(world, color, { health }),
    });
    if (!isWell(world, color)) yield become("well", "turns well");
    else {
      if (seen) yield become("sick", "turns sick");
      // an old environment has served for months: what only users notice is what the new one brings
      if (unseen && world.operations.some((one) => one.candidate === color))
        yield become("failing", "fails users while its probes pass");
    }
  }
}

function* freezes(world: World): Generator<Event, void> {
  if (world.isFrozen) yield { cause: "fate", does: "Front Door thaws", world: { ...world, isFrozen: false } };
  else if (world.threats.freezes)
    yield { cause: "fate", does: "Front Door freezes", world: { ...world, isFrozen: true } };
}

/** Somebody else at the portal: whatever it is, as long as it does not by itself lead users where nothing answers. */
function* hands(world: World): Generator<Event, void> {
  if (!world.router.routeEnabled) {
    const router = { ...world.router, routeEnabled: true };
    yield { cause: "fate", does: "somebody enables the users' route again", world: publish(world, router) };
  }
  if (world.threats.hands === 0 || world.isFrozen) return;
  for (const { does, router } of handsOn(world.router)) {
    if (!isSane(world, router)) continue;
    const active = activeColor(world.router) ?? null;
    const movesUsers = activeColor(router) !== activeColor(world.router);
    const foreign = world.foreign ?? { active };
    const worst = movesUsers || world.hands === "users" ? "users" : "settings";
    const threats = { ...world.threats, hands: world.threats.hands - 1 };
    yield {
      cause: "fate",
      does: `somebody ${does}`,
      world: { ...publish(world, router), foreign, hands: worst, threats },
    };
  }
}

/** Nobody can undo what leads users straight to where nothing answers, or is about to stop answering. */
function isSane(world: World, router: RouterState): boolean {
  const enabled = enabledFor({ ...router, routeEnabled: true }).map((entry) => entry.color);
  const isStopping = world.late?.kind === "stop" ? world.late.color : null;
  const serves = (color: Color): boolean =>
    color !== isStopping && isRunning(world, color) && world.clusters[color].isProven;
  return enabled.length > 0 && enabled.every(serves);
}

interface Hand {
  readonly does: string;
  readonly router: RouterState;
}

function* handsOn(router: RouterState): Generator<Hand, void> {
  const { routedGroup } = router;
  if (routedGroup === "blue" || routedGroup === "green") {
    const to = otherColor(routedGroup);
    yield { does: `points the users' route to ${to}`, router: after(router, { kind: "route", to }) };
  }
  if (router.routeEnabled)
    yield { does: "disables the users' route", router: { ...router, routeEnabled: false } };
  for (const group of router.groups.shared === undefined ? colors : (["shared"] as const))
    yield* handsOnEntries(router, group);
}

function* handsOnEntries(router: RouterState, group: GroupName): Generator<Hand, void> {
  for (const { color: origin, enabled } of router.groups[group]?.entries ?? []) {
    const isLast = enabled && router.routedGroup === group && enabledFor(router).length === 1;
    if (isLast) continue;
    const write: RouterWrite = { kind: "entry", group, origin, set: { enabled: !enabled } };
    const does = `${enabled ? "disables" : "enables"} ${origin} in group ${group}`;
    yield { does, router: after(router, write) };
  }
}
