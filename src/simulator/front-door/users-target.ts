import type { Color, WorldSeed } from "../joints.ts";
import type { Configuration, OriginConfiguration, RouteConfiguration } from "./configuration.ts";
import { usersPaths, usersRouteIds } from "./layout.ts";
import { overridden } from "./rules-engine.ts";

/** Where a configuration sends users, whatever is thought of the origins' health: equal words, equal target. */
export function usersTarget(configuration: Configuration, seed: WorldSeed): string {
  const paths = usersPaths(seed);
  return usersRouteIds(seed)
    .map((id, index) => {
      const route = usersRoute(configuration, id, paths[index]);
      if (route === undefined) return "nowhere";
      const first = firstOrigins(configuration, route).map(({ hostName, weight }) => `${hostName}*${weight}`);
      return `${route.group}:${first.join("+")}`;
    })
    .join(" ");
}

/** The colors that share the users of the main route, and the one that the last change has brought them to. */
export interface UsersColors {
  readonly all: readonly Color[];
  readonly newest: Color | undefined;
}

export function usersColors(
  configuration: Configuration,
  seed: WorldSeed,
  before: UsersColors = { all: [], newest: undefined },
): UsersColors {
  const route = usersRoute(configuration, usersRouteIds(seed)[0]);
  const first = route === undefined ? [] : firstOrigins(configuration, route);
  const all = first.map(({ hostName }) => colorOf(seed, hostName)).filter((color) => color !== undefined);
  const stays = all.find((color) => color === before.newest);
  return { all, newest: all.find((color) => !before.all.includes(color)) ?? stays ?? all[0] };
}

export function colorOf(seed: WorldSeed, originHost: string): Color | undefined {
  if (originHost === seed.originHosts.blue.toLowerCase()) return "blue";
  return originHost === seed.originHosts.green.toLowerCase() ? "green" : undefined;
}

/** As its rules leave it for the path that users ask. */
function usersRoute({ routes }: Configuration, id = "", path = "/"): RouteConfiguration | undefined {
  const route = routes.find((one) => one.id === id.toLowerCase() && one.isEnabled);
  return route === undefined ? undefined : overridden(route, { path });
}

/** The enabled origins of the lowest priority. */
function firstOrigins(
  { groups }: Configuration,
  { group }: RouteConfiguration,
): readonly OriginConfiguration[] {
  const enabled = (groups.get(group)?.origins ?? []).filter(({ isEnabled }) => isEnabled);
  const lowest = Math.min(...enabled.map(({ priority }) => priority));
  return enabled.filter(({ priority }) => priority === lowest);
}
