import { colors, type Color, type FrontDoorRouter, type Pair } from "../../domain/environment/pair.ts";
import type { GroupName } from "../../domain/swap/layout.ts";
import { OutsideError } from "../../workflow/errors.ts";

/** A pair whose users come through Front Door Standard or Premium. */
export type FrontDoorPair = Pair & { readonly router: FrontDoorRouter };

export function onFrontDoor(pair: Pair): FrontDoorPair {
  const { router } = pair;
  if (router.kind === "frontDoor") return { ...pair, router };
  throw new OutsideError({
    reaction: "stop",
    code: "NOT_FRONT_DOOR",
    message: "This needs Front Door Standard or Premium; Front Door (classic) retires on 2027-03-31.",
    resource: router.frontDoorId,
    fix: "Migrate the profile to Standard or Premium.",
  });
}

/** The groups that the pair's environments have entries in. */
export const groupNames = ({ router }: FrontDoorPair): readonly GroupName[] =>
  router.mode === "origin" ? [...colors, "shared"] : colors;

export const groupNameOf = ({ router }: FrontDoorPair, group: GroupName): string =>
  group === "shared" ? (router.sharedGroup ?? "") : router.originGroups[group];

export const groupId = (pair: FrontDoorPair, group: GroupName): string =>
  `${pair.router.profileId}/originGroups/${groupNameOf(pair, group)}`;

/** Front Door answers with ids in another case than it was asked with. */
export const sameId = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();

export const lastSegment = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

export const colorOfHost = (pair: Pair, host: string | undefined): Color | undefined =>
  colors.find((color) => pair.environments[color].originHost.toLowerCase() === host?.toLowerCase());
