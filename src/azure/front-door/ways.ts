import { colors, type Color } from "../../domain/environment/pair.ts";
import type { Stranger, Way } from "../../domain/swap/layout.ts";
import {
  colorOfHost,
  groupId,
  groupNameOf,
  groupNames,
  lastSegment,
  sameId,
  type FrontDoorPair,
} from "./ids.ts";
import type { Profile, RuleAt } from "./profile.ts";
import { isEnabled, overridesOf, type Origin } from "./wire.ts";

/** Every open route and every rule of one that leads to an environment, whatever group it goes through. */
export function waysIn(pair: FrontDoorPair, profile: Profile): readonly Way[] {
  const { usersRoutes, otherRoutes, rules } = profile;
  const routes = [
    ...usersRoutes.map((one) => ({ ...one, kind: "users" as const })),
    ...otherRoutes.map((one) => ({ ...one, kind: "other" as const })),
  ];
  const ways: readonly Way[] = [
    ...routes
      .filter((one) => one.isOpen)
      .map(({ id, kind, route }) => ({
        resource: id,
        kind,
        colors: colorsIn(pair, profile, route.properties.originGroup?.id),
      })),
    ...rules.flatMap((at) =>
      overridesOf(at.rule)
        .filter((group) => !movesWithUsers(pair, profile, { at, group }))
        .map((group) => ({
          resource: at.id,
          kind: "other" as const,
          colors: colorsIn(pair, profile, group),
        })),
    ),
  ];
  return ways.filter((way) => way.colors.length > 0);
}

/** In one shared group a rule of the users' own routes that names that very group changes nothing. */
const movesWithUsers = (
  pair: FrontDoorPair,
  { usersRoutes }: Profile,
  { at, group }: { at: RuleAt; group: string },
): boolean =>
  pair.router.mode === "origin" &&
  sameId(group, groupId(pair, "shared")) &&
  at.routes.every((route) => usersRoutes.includes(route));

function colorsIn(pair: FrontDoorPair, { origins }: Profile, group: string | undefined): readonly Color[] {
  const found = origins.get(lastSegment(group ?? "").toLowerCase()) ?? [];
  const enabled = new Set(
    found.filter(isOpen).map((origin) => colorOfHost(pair, origin.properties.hostName)),
  );
  return colors.filter((color) => enabled.has(color));
}

const isOpen = (origin: Origin): boolean => isEnabled(origin.properties.enabledState);

/** Enabled origins of the pair's groups that are no environment. */
export const strangersIn = (pair: FrontDoorPair, { origins }: Profile): readonly Stranger[] =>
  groupNames(pair).flatMap((group) =>
    (origins.get(groupNameOf(pair, group).toLowerCase()) ?? [])
      .filter((origin) => isOpen(origin) && colorOfHost(pair, origin.properties.hostName) === undefined)
      .map(({ name, properties }) => ({
        group,
        name,
        priority: properties.priority ?? 1,
        weight: properties.weight ?? 50,
      })),
  );
