import { otherColor, type Color, type Pair } from "../environment/pair.ts";
import {
  activeColor,
  entryOf,
  usersGroup,
  type GroupName,
  type RouterState,
  type Stranger,
  type Way,
} from "../swap/layout.ts";
import { blocking, warning, type Finding, type RouterNames } from "./findings.ts";

/** What reaches an environment without being known to the pair, or while the router is not at rest. */
export function wayFindings(pair: Pair, router: RouterState, names: RouterNames): readonly Finding[] {
  return [
    ...router.ways.filter((way) => way.kind === "other").map((way) => unknownWay(pair, way)),
    ...router.strangers.flatMap((stranger) => strangerFinding(pair, router, { stranger, names })),
    ...restFindings(pair, router, names),
  ];
}

/** No swap moves it, no proof asks by it, and a cluster that it leads to must never be stopped. */
function unknownWay(pair: Pair, { resource, colors }: Way): Finding {
  const leads = `leads to ${colors.join(" and ")}, and no swap moves it`;
  const name = resource.slice(resource.lastIndexOf("/") + 1);
  if (/\/(ruleSets|rulesEngines)\//i.test(resource)) {
    const message = `The rule ${name} overrides the route: it ${leads}.`;
    const fix = "Take the override out, or let it lead to a group without an environment.";
    return blocking("RULE_OVERRIDES", resource, { message, fix });
  }
  if (isAtUsersEndpoint(pair, resource)) {
    const message = `The route ${name} of the users' endpoint ${leads}.`;
    const fix =
      "Name it in router.routeIds (several routes need the mode origin), disable it, or point it elsewhere.";
    return blocking("ROUTE_NOT_NAMED", resource, { message, fix });
  }
  const message = `The route ${name} of another endpoint ${leads}.`;
  const fix = "Name it in router.routeIds of the mode origin, disable it, or point it to a group of its own.";
  return blocking("WAY_NOT_NAMED", resource, { message, fix });
}

function isAtUsersEndpoint({ router }: Pair, resource: string): boolean {
  if (router.kind === "frontDoorClassic") return true;
  const endpointOf = (id: string) => id.toLowerCase().replace(/\/routes\/[^/]*$/, "");
  return router.routeIds.some((id) => endpointOf(id) === endpointOf(resource));
}

/** Users at a stranger are counted nowhere, so shares and arrival would be told of the others alone. */
function strangerFinding(
  pair: Pair,
  router: RouterState,
  { stranger, names }: { stranger: Stranger; names: RouterNames },
): readonly Finding[] {
  const resource = `${names.groups[stranger.group] ?? stranger.group}/origins/${stranger.name}`;
  const first = firstInUse(pair, router, stranger.group);
  if (first === undefined) return [];
  const where = `${stranger.name}, which is no environment, is enabled at priority ${stranger.priority}`;
  if (stranger.priority <= first.priority) {
    const message = `${where}, so users of the group ${first.serves} are sent there, too.`;
    const fix = `${waysOut(pair)}: disable it, or give it a priority above all environments.`;
    return [blocking("STRANGER_IN_GROUP", resource, { message, fix })];
  }
  if (first.standby === undefined || stranger.priority > first.standby) return [];
  const message = `${where}, so users who fall back are sent there, too.`;
  return [
    warning("STRANGER_BESIDE_STANDBY", resource, {
      message,
      fix: "Give it a priority above all environments.",
    }),
  ];
}

/** At which priority users of a group are served first; undefined for a group that users are never sent to. */
function firstInUse(
  { router: { kind } }: Pair,
  router: RouterState,
  group: GroupName,
): { readonly priority: number; readonly standby: number | undefined; readonly serves: string } | undefined {
  if (router.groups.shared !== undefined && group !== "shared" && kind === "frontDoor") return undefined;
  const color = group === router.routedGroup || group === "shared" ? activeColor(router) : group;
  if (color === undefined) return undefined;
  const [own, other] = [color, otherColor(color)].map((one) => entryOf(router.groups[group], one));
  return { priority: own?.priority ?? 1, standby: other?.priority, serves: `that serves ${color}` };
}

/** Nothing starts while users are in two places, or nobody can tell where they are. */
function restFindings(pair: Pair, router: RouterState, names: RouterNames): readonly Finding[] {
  const active = activeColor(router);
  if (active === undefined) return scattered(pair, router, names);
  const [own, other] = [active, otherColor(active)].map((color) => entryOf(usersGroup(router), color));
  if (router.routedGroup === undefined || own === undefined || other?.enabled !== true) return [];
  const resource = names.groups[router.routedGroup] ?? router.routedGroup;
  if (other.priority <= own.priority) {
    const message = `${other.color} and ${own.color} are both enabled at priority ${own.priority} in the group that users are on.`;
    const fix = `${waysOut(pair)}: disable ${other.color} there unless it serves.`;
    return [blocking("ROUTER_NOT_AT_REST", resource, { message, fix })];
  }
  return [standbyAtRest(resource, other.color)];
}

/** It may be stopped, and a probe blip would spread users over it. */
const standbyAtRest = (resource: string, standby: Color): Finding =>
  warning("STANDBY_ENABLED_AT_REST", resource, {
    message: `${standby} is enabled in the group that users are on.`,
    fix: `Disable it unless ${standby} really serves.`,
  });

function scattered(pair: Pair, router: RouterState, names: RouterNames): readonly Finding[] {
  const users = router.ways.filter((way) => way.kind === "users");
  if (router.routedGroup !== undefined || users.length < 2) return [];
  const message = `The users' routes do not all lead to one group: ${users
    .map(
      ({ resource, colors }) => `${resource.slice(resource.lastIndexOf("/") + 1)} to ${colors.join(" and ")}`,
    )
    .join(", ")}.`;
  const fix = `${waysOut(pair)}: point every route to the same group.`;
  return [blocking("ROUTER_NOT_AT_REST", names.route, { message, fix })];
}

const waysOut = ({ name }: Pair): string =>
  `POST /api/pairs/${name}/rollback with "to" takes users to one color; or correct the layout by hand`;
