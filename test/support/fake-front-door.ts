import { colors, otherColor, type Color, type Pair } from "../../src/domain/environment/pair.ts";
import type { GroupName, GroupState, RouterState, Stranger, Way } from "../../src/domain/swap/layout.ts";
import type { RouterWrite } from "../../src/domain/swap/protocol.ts";
import { refusalOf } from "./fake-refusals.ts";

// A Front Door of our own making, by ARM's words and rules: nothing here is derived by the domain's own functions.

type EnabledState = "Enabled" | "Disabled";

interface RouteRecord {
  readonly id: string;
  readonly enabledState: EnabledState;
  /** The name of a group; anything else leads out of the pair. */
  readonly originGroup: string;
}

interface OriginRecord {
  readonly host: Color;
  readonly priority: number;
  readonly weight: number;
  readonly enabledState: EnabledState;
}

interface GroupRecord {
  readonly origins: readonly OriginRecord[];
  readonly sessionAffinityState: EnabledState;
  readonly healthProbe: GroupState["probe"];
}

/** The configuration as ARM holds it, or as one edge has got it. */
export interface Profile {
  readonly routes: readonly RouteRecord[];
  readonly groups: Readonly<Record<string, GroupRecord>>;
  /** What a test says of the profile besides. */
  readonly otherWays: readonly Way[];
  readonly strangers: readonly Stranger[];
}

const stateOf = (isEnabled: boolean): EnabledState => (isEnabled ? "Enabled" : "Disabled");

/** The records behind what a test says the control plane tells. */
export function profileOf(pair: Pair, state: RouterState): Profile {
  const groups = Object.entries(state.groups).map(([name, group]): [string, GroupRecord] => [
    name,
    {
      origins: group.entries.map(({ color, priority, weight, enabled }) => ({
        host: color,
        priority,
        weight,
        enabledState: stateOf(enabled),
      })),
      sessionAffinityState: stateOf(group.sessionAffinity),
      healthProbe: group.probe,
    },
  ]);
  return {
    routes: routeIdsOf(pair).map((id) => ({
      id,
      enabledState: stateOf(state.routeEnabled),
      originGroup: state.routedGroup ?? "another product's",
    })),
    groups: Object.fromEntries(groups),
    otherWays: state.ways.filter((way) => way.kind === "other"),
    strangers: state.strangers,
  };
}

const routeIdsOf = ({ router }: Pair): readonly string[] =>
  router.kind === "frontDoor"
    ? router.routeIds
    : [`${router.frontDoorId}/routingRules/${router.routingRule}`];

/** What a read of the control plane tells of these records. */
export function tellOf(profile: Profile, underWay: string | null): RouterState {
  const groups = Object.entries(profile.groups).map(([name, group]): [string, GroupState] => [
    name,
    {
      entries: group.origins.map(({ host, priority, weight, enabledState }) => ({
        color: host,
        priority,
        weight,
        enabled: enabledState === "Enabled",
      })),
      sessionAffinity: group.sessionAffinityState === "Enabled",
      probe: group.healthProbe,
    },
  ]);
  const [first] = profile.routes;
  const isOne = profile.routes.every((route) => route.originGroup === first?.originGroup);
  const routed = first !== undefined && isOne && first.originGroup in profile.groups;
  return {
    routedGroup: routed ? (first.originGroup as GroupName) : undefined,
    routeEnabled: profile.routes.every((route) => route.enabledState === "Enabled"),
    groups: Object.fromEntries(groups) as unknown as RouterState["groups"],
    ways: [...profile.routes.flatMap((route) => wayOf(profile, route)), ...profile.otherWays],
    strangers: profile.strangers,
    underWay,
  };
}

/** A route that is enabled is a way, and leads to every origin that is enabled behind it. */
function wayOf(profile: Profile, route: RouteRecord): readonly Way[] {
  if (route.enabledState === "Disabled") return [];
  const reached = enabledIn(profile.groups[route.originGroup]).map((origin) => origin.host);
  return [{ resource: route.id, kind: "users", colors: colors.filter((color) => reached.includes(color)) }];
}

const enabledIn = (group: GroupRecord | undefined): readonly OriginRecord[] =>
  (group?.origins ?? []).filter((origin) => origin.enabledState === "Enabled");

/** The resource that a write is about. */
export function resourceOf(pair: Pair, write: RouterWrite): string {
  if (write.kind === "route") return routeIdsOf(pair)[0] ?? "a route";
  return `originGroups/${write.group}/origins/${write.origin}`;
}

/** A PATCH: merged into the one resource, which keeps whatever the body does not name. Refused as ARM refuses. */
export function patched(profile: Profile, write: RouterWrite): Profile {
  if (write.kind === "route") {
    const body = { originGroup: write.to as string, enabledState: stateOf(true) };
    if (profile.groups[write.to] === undefined) throw refusalOf("ResourceNotFound");
    const routes = profile.routes.map((route, nth) => (nth === 0 ? { ...route, ...body } : route));
    return { ...profile, routes };
  }
  const { enabled, ...numbers } = write.set;
  const body = { ...numbers, ...(enabled === undefined ? {} : { enabledState: stateOf(enabled) }) };
  const group = profile.groups[write.group];
  if (group?.origins.every((origin) => origin.host !== write.origin) !== false)
    throw refusalOf("ResourceNotFound");
  const origins = group.origins.map((origin) =>
    origin.host === write.origin ? { ...origin, ...body } : origin,
  );
  const made = { ...group, origins };
  const isRouted = profile.routes.some((route) => route.originGroup === write.group);
  if (isRouted && enabledIn(made).length === 0) throw refusalOf("BadRequest");
  return { ...profile, groups: { ...profile.groups, [write.group]: made } };
}

/** Parts of the users, by whose environment answers; `nobody`: no origin is left to ask. */
export type Shares = Readonly<Record<Color | "nobody", number>>;

/**
 * How an edge spreads one group's requests: over the healthy ones of the best priority by weight; with none healthy over
 * all that are enabled.
 */
export function sharesIn(
  profile: Profile,
  groupName: string,
  known: Readonly<Record<Color, boolean>>,
): Shares {
  const enabled = enabledIn(profile.groups[groupName]);
  const healthy = enabled.filter((origin) => known[origin.host]);
  const best = Math.min(...healthy.map((origin) => origin.priority));
  const chosen = healthy.length > 0 ? healthy.filter((origin) => origin.priority === best) : enabled;
  const total = chosen.reduce((sum, origin) => sum + origin.weight, 0);
  const part = (color: Color): number =>
    chosen.filter((origin) => origin.host === color).reduce((sum, origin) => sum + origin.weight, 0) /
    Math.max(total, 1);
  return { blue: part("blue"), green: part("green"), nobody: chosen.length === 0 ? 1 : 0 };
}

/** Where the users of one edge are sent, over all of their routes. */
export function usersOf(profile: Profile, known: Readonly<Record<Color, boolean>>): Shares {
  const each = profile.routes.map((route): Shares =>
    route.enabledState === "Enabled"
      ? sharesIn(profile, route.originGroup, known)
      : { blue: 0, green: 0, nobody: 1 },
  );
  return meanOf(each);
}

export function meanOf(all: readonly Shares[]): Shares {
  const mean = (who: keyof Shares) => all.reduce((sum, one) => sum + one[who], 0) / Math.max(all.length, 1);
  return { blue: mean("blue"), green: mean("green"), nobody: mean("nobody") };
}

/** Whoever gets the most. */
export function mostOf({ blue, green, nobody }: Shares): Color | "nobody" {
  if (nobody > Math.max(blue, green)) return "nobody";
  const [first, second] = [blue, green];
  return first >= second ? "blue" : otherColor("blue");
}

const reachable = new WeakMap<Profile, readonly Color[]>();

/** The environments that an enabled origin in the users' group leads to. */
export function reachableIn(profile: Profile): readonly Color[] {
  const known = reachable.get(profile);
  if (known !== undefined) return known;
  const found = colors.filter((color) => profile.routes.some((route) => leadsTo(profile, route, color)));
  reachable.set(profile, found);
  return found;
}

const leadsTo = (profile: Profile, route: RouteRecord, color: Color): boolean =>
  route.enabledState === "Enabled" &&
  enabledIn(profile.groups[route.originGroup]).some((origin) => origin.host === color);
