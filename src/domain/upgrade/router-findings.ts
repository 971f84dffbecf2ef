import { colors, otherColor, type Color, type Pair } from "../environment/pair.ts";
import {
  activeColor,
  entryOf,
  usersGroup,
  type GroupName,
  type GroupState,
  type RouterState,
} from "../swap/layout.ts";
import { blocking, warning, type Finding } from "./findings.ts";

/** Names of the router's resources, for findings. */
export interface RouterNames {
  readonly route: string;
  readonly groups: Readonly<Partial<Record<GroupName, string>>>;
}

export function routerNames({ router }: Pair): RouterNames {
  if (router.kind === "frontDoorClassic")
    return { route: `${router.frontDoorId}/routingRules/${router.routingRule}`, groups: router.backendPools };
  const { routeIds, originGroups, sharedGroup } = router;
  return {
    route: routeIds[0] ?? router.profileId,
    groups: { ...originGroups, ...(sharedGroup === undefined ? {} : { shared: sharedGroup }) },
  };
}

/** What the router lacks for a swap by one write. */
export function routerFindings(pair: Pair, router: RouterState): readonly Finding[] {
  const names = routerNames(pair);
  const active = activeColor(router);
  const layout = router.groups.shared === undefined ? ownGroupFindings : sharedGroupFindings;
  return [
    ...routeFindings(router, active, names.route),
    ...layout(router, names),
    ...groupsOf(router).flatMap(([name, group]) => settingsFindings(group, names.groups[name] ?? name)),
    ...probeFindings(router, names),
    ...restFindings(router, active, names),
  ];
}

const groupsOf = (router: RouterState): readonly (readonly [GroupName, GroupState])[] =>
  Object.entries(router.groups) as [GroupName, GroupState][];

function routeFindings(router: RouterState, active: Color | undefined, route: string): readonly Finding[] {
  if (active !== undefined) return [];
  const message = router.routeEnabled
    ? "The users' route points to no origin group of the pair, or to one without an enabled origin."
    : "The users' route is disabled.";
  const fix = "Point the route to the group of the environment that serves users.";
  return [blocking("ROUTE_UNUSABLE", route, { message, fix })];
}

/** Users are moved by their route: each color's group holds both, its own first. */
const ownGroupFindings = (router: RouterState, names: RouterNames): readonly Finding[] =>
  colors.flatMap((color) => ownGroup(router.groups[color], color, names.groups[color] ?? color));

function ownGroup(group: GroupState, color: Color, name: string): readonly Finding[] {
  const [own, other] = [entryOf(group, color), entryOf(group, otherColor(color))];
  const findings: Finding[] = [];
  if (own === undefined || other === undefined || own.priority !== 1 || other.priority > 2) {
    const message = `Origin group ${name} must hold ${color} at priority 1 and ${otherColor(color)} at priority 2.`;
    const fix = "Lay the groups with infra (layFrontDoor) or correct the priorities.";
    findings.push(blocking("GROUP_LAYOUT", name, { message, fix }));
  }
  if (own !== undefined && !own.enabled) {
    const message = `${color} is disabled in its own group.`;
    findings.push(blocking("OWN_ORIGIN_DISABLED", name, { message, fix: "Enable it." }));
  }
  return findings;
}

/** Users are moved by priority: one group holds both, the active at 2, so that the other can pass it by one write. */
function sharedGroupFindings(router: RouterState, names: RouterNames): readonly Finding[] {
  const name = names.groups.shared ?? "shared";
  const entries = colors.map((color) => entryOf(router.groups.shared, color));
  const active = activeColor(router);
  const priority = active === undefined ? undefined : entryOf(router.groups.shared, active)?.priority;
  if (entries.every((entry) => entry !== undefined) && priority === 2) return [];
  const message = `Origin group ${name} must hold both environments: the active at priority 2, the other disabled at priority 3.`;
  return [blocking("GROUP_LAYOUT", name, { message, fix: "Correct the priorities while nothing runs." })];
}

const [fastestProbe, slowestProbe] = [5, 30];

function settingsFindings(group: GroupState, name: string): readonly Finding[] {
  const findings: Finding[] = [];
  if (group.sessionAffinity) {
    const message =
      "Session affinity is on: a sticky user may stay on the previous environment after the swap.";
    const fix = "Turn session affinity off for all groups of the pair.";
    findings.push(blocking("SESSION_AFFINITY", name, { message, fix }));
  }
  const { probe } = group;
  if (probe === null) {
    const message = "The group has no health probe.";
    return [
      ...findings,
      blocking("NO_HEALTH_PROBE", name, { message, fix: "Give all groups the same probe." }),
    ];
  }
  if (probe.intervalSeconds < fastestProbe || probe.intervalSeconds > slowestProbe) {
    const message = `The group is probed every ${probe.intervalSeconds} s, so the way back by the gate takes several times that.`;
    const fix = `Probe every ${fastestProbe} to ${slowestProbe} s.`;
    findings.push(blocking("PROBE_INTERVAL", name, { message, fix }));
  }
  if (probe.method !== "GET" && probe.method !== "HEAD") {
    const message = `The health probe's method is ${probe.method}; the gate answers GET and HEAD.`;
    findings.push(blocking("PROBE_METHOD", name, { message, fix: "Set it to HEAD." }));
  }
  if (probe.path !== "/.well-known/environment") {
    const message = `The health probe asks ${probe.path}, which is not the gate, so closing the gate moves nobody.`;
    findings.push(blocking("PROBE_PATH", name, { message, fix: "Set it to /.well-known/environment." }));
  }
  return findings;
}

function probeFindings(router: RouterState, names: RouterNames): readonly Finding[] {
  const probes = new Set(groupsOf(router).map(([, group]) => JSON.stringify(group.probe)));
  if (probes.size === 1) return [];
  const message =
    "The groups are probed differently, so edges would judge the environments by different rules.";
  const fix = "Give all groups the same path, method, protocol and interval.";
  return [blocking("PROBES_DIFFER", names.groups.green ?? "green", { message, fix })];
}

/** At rest the other color must be disabled in the routed group: it may be stopped, and a probe blip would spread users over it. */
function restFindings(
  router: RouterState,
  active: Color | undefined,
  names: RouterNames,
): readonly Finding[] {
  if (active === undefined || router.routedGroup === undefined) return [];
  const standby = entryOf(usersGroup(router), otherColor(active));
  if (standby === undefined || !standby.enabled) return [];
  const message = `${otherColor(active)} is enabled in the group that users are on.`;
  const fix = `Disable it unless ${otherColor(active)} really serves.`;
  return [
    warning("STANDBY_ENABLED_AT_REST", names.groups[router.routedGroup] ?? router.routedGroup, {
      message,
      fix,
    }),
  ];
}
