import { colors, otherColor, type Color, type Pair } from "../environment/pair.ts";
import { activeColor, entryOf, type GroupName, type GroupState, type RouterState } from "../swap/layout.ts";
import { blocking, type Finding, type RouterNames } from "./findings.ts";
import { probeFindings } from "./probe-findings.ts";
import { wayFindings } from "./way-findings.ts";

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
    ...groupsOf(router).flatMap(([name, group]) => affinityFindings(group, names.groups[name] ?? name)),
    ...probeFindings(pair, router, names),
    ...wayFindings(pair, router, names),
  ];
}

const groupsOf = (router: RouterState): readonly (readonly [GroupName, GroupState])[] =>
  Object.entries(router.groups) as [GroupName, GroupState][];

function routeFindings(router: RouterState, active: Color | undefined, route: string): readonly Finding[] {
  if (active !== undefined) return [];
  const message = router.routeEnabled
    ? "The users' route points to no origin group of the pair, or to one without an enabled origin."
    : "The users' route, or its endpoint, is disabled.";
  const fix = "Enable it, and point it to the group of the environment that serves users.";
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

function affinityFindings(group: GroupState, name: string): readonly Finding[] {
  if (!group.sessionAffinity) return [];
  const message =
    "Session affinity is on: a sticky user may stay on the previous environment after the swap.";
  const fix = "Turn session affinity off for all groups of the pair.";
  return [blocking("SESSION_AFFINITY", name, { message, fix })];
}
