import { otherColor } from "../../../src/domain/environment/pair.ts";
import {
  nextWrite,
  withChange,
  type RouterWrite,
  type RouterChange,
} from "../../../src/domain/swap/protocol.ts";
import type { RouterState } from "../../../src/domain/swap/layout.ts";
import type { Color } from "../../../src/simulator/joints.ts";
import { aRouter } from "../../support/a-router.ts";
import type { SwapWorld } from "./swap-world.ts";

/** One way of moving users. `there` is a swap to green, `back` the rollback from it. */
export interface Mover {
  readonly name: string;
  there(world: SwapWorld): Promise<void>;
  back(world: SwapWorld): Promise<void>;
}

/** Ours: by what the protocol asks next, on a standby that every edge knows, and back by lever and route together. */
export function byProtocol(): Mover {
  let router: RouterState = aRouter("blue");
  const make = (world: SwapWorld, step: RouterChange["step"]) => {
    const request: RouterChange = { step, candidate: "green", percent: 100 };
    for (let write = nextWrite(router, request); write !== undefined; write = undefined) send(world, write);
    router = withChange(router, request);
  };
  return {
    name: "route",
    async there(world) {
      make(world, "stage");
      await world.skip(45);
      make(world, "swap");
      await arrive(world, "green");
    },
    async back(world) {
      world.gates.close("green");
      make(world, "rollBack");
      await arrive(world, "blue");
      // until every edge has the route back the open gate would send some of its users to green again
      await world.until(countdown(25));
      world.gates.close(null);
      await world.skip(5);
    },
  };
}

/** In a hurry: the route is taken out of service, then put back on the other group. */
export const disableThenEnable: Mover = {
  name: "disable-then-enable",
  there: async (world) => toggle(world, "green"),
  back: async (world) => toggle(world, "blue"),
};

/** Believes ARM: the environment that users leave is stopped as soon as the write has Succeeded. */
export const stopOnSucceeded: Mover = {
  name: "stop-on-succeeded",
  there: async (world) => moveAndStop(world, "green"),
  back: async (world) => moveAndStop(world, "blue"),
};

async function toggle(world: SwapWorld, to: Color): Promise<void> {
  const off = world.patch(routeOf(world), { enabledState: "Disabled" });
  await world.until(off.isOver);
  world.patch(routeOf(world), { enabledState: "Enabled", ...groupOf(world, to) });
  await arrive(world, to);
}

async function moveAndStop(world: SwapWorld, to: Color): Promise<void> {
  world.clusters.set(to, "running");
  await world.skip(10);
  const move = world.patch(routeOf(world), groupOf(world, to));
  await world.until(move.isOver);
  world.clusters.set(otherColor(to), "stopped");
  await arrive(world, to);
}

/** Every edge sends users there, and has for five minutes. */
async function arrive(world: SwapWorld, to: Color): Promise<void> {
  await world.until(() => world.share(to) > 0.999);
  await world.until(countdown(5));
}

function countdown(minutes: number): () => boolean {
  let left = minutes;
  return () => (left -= 1) < 0;
}

function send(world: SwapWorld, write: RouterWrite): void {
  if (write.kind === "route") {
    world.patch(routeOf(world), groupOf(world, write.to));
    return;
  }
  const { enabled, ...numbers } = write.set;
  const state = enabled === undefined ? {} : { enabledState: enabled ? "Enabled" : "Disabled" };
  world.patch(`originGroups/${write.group}/origins/${write.origin}`, { ...numbers, ...state });
}

const routeOf = ({ seed }: SwapWorld): string => (seed.routeIds[0] ?? "").slice(seed.profileId.length + 1);

const groupOf = ({ seed }: SwapWorld, color: Color) => ({
  originGroup: { id: `${seed.profileId}/originGroups/${seed.originGroups[color]}` },
});
