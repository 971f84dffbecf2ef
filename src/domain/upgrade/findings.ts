import { colors, otherColor, type Color } from "../environment/pair.ts";
import { activeColor, entryOf, type GroupState, type RouterState } from "../swap/layout.ts";

/** Something a person should know before an upgrade; a blocking one refuses it. */
export interface Finding {
  readonly code: string;
  readonly severity: "blocking" | "warning";
  readonly resource: string;
  readonly message: string;
  readonly fix: string;
}

/** What the router lacks for a swap by one write. */
export function routerFindings(
  router: RouterState,
  names: { route: string; groups: Record<Color, string> },
): readonly Finding[] {
  const active = activeColor(router);
  const route = routeFindings(router, active, names.route);
  const groups = colors.flatMap((color) => groupFindings(router.groups[color], color, names.groups[color]));
  return [
    ...route,
    ...groups,
    ...probeFindings(router, names.groups.green),
    ...restFindings(router, active, names),
  ];
}

function routeFindings(router: RouterState, active: Color | undefined, route: string): readonly Finding[] {
  if (active !== undefined) return [];
  const message = router.routeEnabled
    ? "The users' route points to neither the blue nor the green origin group, or to one without an enabled origin."
    : "The users' route is disabled.";
  const fix = "Point the route to the group of the environment that serves users.";
  return [blocking("ROUTE_UNUSABLE", route, { message, fix })];
}

function groupFindings(group: GroupState, color: Color, name: string): readonly Finding[] {
  const findings: Finding[] = [];
  const own = entryOf(group, color);
  const other = entryOf(group, otherColor(color));
  if (own === undefined || other === undefined || own.priority !== 1 || other.priority !== 2) {
    const message = `Origin group ${name} must hold ${color} at priority 1 and ${otherColor(color)} at priority 2.`;
    const fix = "Lay the groups with infra (layFrontDoor) or correct the priorities.";
    findings.push(blocking("GROUP_LAYOUT", name, { message, fix }));
  }
  if (own !== undefined && !own.enabled) {
    const message = `${color} is disabled in its own group.`;
    findings.push(blocking("OWN_ORIGIN_DISABLED", name, { message, fix: "Enable it." }));
  }
  if (group.sessionAffinity) {
    const message =
      "Session affinity is on: a sticky user may stay on the previous environment after the swap.";
    findings.push(
      blocking("SESSION_AFFINITY", name, { message, fix: "Turn session affinity off for both groups." }),
    );
  }
  if (group.probe === null) {
    const message = "The group has no health probe.";
    findings.push(blocking("NO_HEALTH_PROBE", name, { message, fix: "Give both groups the same probe." }));
  }
  return findings;
}

function probeFindings(router: RouterState, resource: string): readonly Finding[] {
  const [blue, green] = [router.groups.blue.probe, router.groups.green.probe];
  if (blue === null || green === null || JSON.stringify(blue) === JSON.stringify(green)) return [];
  const message =
    "The two groups probe differently, so edges would judge the environments by different rules.";
  const fix = "Give both groups the same path, method, protocol and interval.";
  return [blocking("PROBES_DIFFER", resource, { message, fix })];
}

/** At rest the other color must be disabled in the routed group: it may be stopped, and a probe blip would spread users over it. */
function restFindings(
  router: RouterState,
  active: Color | undefined,
  names: { groups: Record<Color, string> },
): readonly Finding[] {
  if (active === undefined || router.routedGroup === undefined) return [];
  const standby = entryOf(router.groups[router.routedGroup], otherColor(active));
  if (standby === undefined || !standby.enabled) return [];
  return [
    {
      code: "STANDBY_ENABLED_AT_REST",
      severity: "warning",
      resource: names.groups[router.routedGroup],
      message: `${otherColor(active)} is enabled in the group that users are on.`,
      fix: `Disable it unless ${otherColor(active)} really serves.`,
    },
  ];
}

export const blocking = (
  code: string,
  resource: string,
  text: { message: string; fix: string },
): Finding => ({
  code,
  severity: "blocking",
  resource,
  ...text,
});
