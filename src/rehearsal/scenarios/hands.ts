import type { Color, Fault, WorldSeed } from "../../simulator/joints.ts";
import type { Pair } from "../../domain/environment/pair.ts";
import type { Stage } from "../scenario.ts";

/** Whose hand it is, as Azure's activity log tells. */
export const anna = "anna@shop.example";

/** Somebody moves the users by hand to a color, as this layout has them moved. */
export async function pointUsersTo(stage: Stage, color: Color): Promise<void> {
  for (const { path, properties } of movesTo(stage.world, color))
    await stage.addFault({ kind: "foreignWrite", path, properties, by: anna });
}

interface HandWrite {
  readonly path: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

function movesTo(world: WorldSeed, color: Color): readonly HandWrite[] {
  const { layout, profileId, frontDoorId, routeIds, originGroups, sharedGroup } = world;
  const [users = ""] = routeIds;
  switch (layout) {
    case "route": {
      const originGroup = { id: `${profileId}/originGroups/${originGroups[color]}` };
      return [{ path: users.slice(profileId.length + 1), properties: { originGroup } }];
    }
    case "origin": {
      const entry = (of: Color): string => `originGroups/${sharedGroup}/origins/${of}`;
      const other = color === "blue" ? "green" : "blue";
      return [
        { path: entry(color), properties: { priority: 1, enabledState: "Enabled" } },
        { path: entry(other), properties: { priority: 2 } },
      ];
    }
    case "classic": {
      const backendPool = { id: `${frontDoorId}/backendPools/${originGroups[color]}` };
      const path = `routingRules/${users.slice(users.lastIndexOf("/") + 1)}`;
      return [{ path, properties: { routeConfiguration: { backendPool } } }];
    }
    default:
      return layout satisfies never;
  }
}

/** How the groups are probed is written at different places. */
export function probeEvery({ layout, originGroups, sharedGroup }: WorldSeed, seconds: number): HandWrite {
  if (layout === "classic")
    return { path: "healthProbeSettings/pair", properties: { intervalInSeconds: seconds } };
  const group = layout === "origin" ? sharedGroup : originGroups.green;
  return {
    path: `originGroups/${group}`,
    properties: { healthProbeSettings: { probeIntervalInSeconds: seconds } },
  };
}

/** The write by which users begin to move, and which call of its operation it is. */
export function swapWrite({ router, steps }: Pair): { readonly operation: string; readonly nth: number } {
  // the standby is enabled by an earlier write of the whole
  if (router.kind === "frontDoorClassic") return { operation: "FrontDoors_CreateOrUpdate", nth: 2 };
  if (router.mode === "route") return { operation: "Routes_Update", nth: 1 };
  // with steps the active is prepared by a write of its own
  return { operation: "AFDOrigins_Update", nth: steps.length === 1 ? 1 : 2 };
}

/** That write loses its answer, so the app dies before it can learn of it. */
export const heldSwap = (pair: Pair): Fault => heldAnswer(swapWrite(pair));

export const heldAnswer = ({ operation, nth = 1 }: { operation: string; nth?: number }): Fault => ({
  kind: "answerIsHeld",
  operation,
  nth,
  name: `held ${operation}`,
});
