import type { Color } from "../environment/pair.ts";
import { activeColor, entryOf, usersGroup, type RouterState } from "../swap/layout.ts";

/** Everything enabled that leads users to an environment now, in words; empty when nothing can. */
export function waysTo(router: RouterState, color: Color): readonly string[] {
  const ways = router.ways.filter((way) => way.colors.includes(color)).map((way) => way.resource);
  const isInUsersGroup = entryOf(usersGroup(router), color)?.enabled === true;
  // the routed group is looked at for itself: a router whose ways could not be told apart still has one
  return isInUsersGroup && ways.length === 0
    ? [`the origin group ${router.routedGroup ?? ""} that users are on`]
    : ways;
}

/** Users are on it, or something enabled leads to it. */
export const isInUse = (router: RouterState, color: Color): boolean =>
  waysTo(router, color).length > 0 || activeColor(router) === color;
