import { colors, type Color } from "../../src/domain/environment/pair.ts";
import { usersGroup, type RouterState } from "../../src/domain/swap/layout.ts";
import { isRunning, type Rollout, type World } from "./world.ts";
import { isSameRouter } from "./world-key.ts";

/** Where an edge sends its users: enabled, then believed well, then the lowest priority; several: spread over them. */
export function chosenBy(router: RouterState, believedWell: readonly Color[]): readonly Color[] {
  const enabled = enabledFor(router);
  const well = enabled.filter((entry) => believedWell.includes(entry.color));
  // when every origin fails its probe, traffic is spread over all enabled ones, whatever their priority
  if (well.length === 0) return enabled.map((entry) => entry.color);
  const first = Math.min(...well.map((entry) => entry.priority));
  return well.filter((entry) => entry.priority === first).map((entry) => entry.color);
}

export const enabledFor = (router: RouterState) =>
  router.routeEnabled ? (usersGroup(router)?.entries ?? []).filter((entry) => entry.enabled) : [];

/** The different configurations that some edge works by. */
export function inUse({ rollout }: World): readonly RouterState[] {
  const { base, rolling } = rollout;
  return rolling === null || rolling.reached === 0 ? [base] : [base, rolling.to];
}

/** Whether every edge sends all its users there. */
export const allSendTo = (world: World, color: Color): boolean =>
  inUse(world).every((router) => chosenBy(router, world.believedWell).every((one) => one === color)) &&
  inUse(world).every((router) => chosenBy(router, world.believedWell).length > 0);

export const someSendTo = (world: World, color: Color): boolean =>
  inUse(world).some((router) => chosenBy(router, world.believedWell).includes(color));

/** Every edge has what the control plane tells, and nothing is under way. */
export const isEverywhere = ({ rollout }: World): boolean => rollout.rolling === null;

/** What a gate, and so a Front Door health probe, answers now. */
export const answersProbes = (world: World, color: Color): boolean =>
  isRunning(world, color) && world.clusters[color].health !== "sick" && !world.closedGates.includes(color);

export const wellByProbes = (world: World): readonly Color[] =>
  colors.filter((color) => answersProbes(world, color));

/**
 * The control plane takes a configuration: told at once, brought to the edges after all that came before. The last
 * enabled origin of a routed group cannot be disabled: that is refused.
 */
export function publish(world: World, router: RouterState): World {
  if (isSameRouter(router, world.router)) return world;
  if (router.routeEnabled && enabledFor(router).length === 0) return world;
  const { rollout } = world;
  const next: Rollout =
    rollout.rolling === null
      ? { ...rollout, rolling: { to: router, reached: 0 } }
      : { ...rollout, queue: [...rollout.queue, router] };
  return { ...world, router, rollout: next };
}

/** One more edge works by the configuration under way. */
export function reachNextEdge(world: World, edges: number): World {
  const { rolling, queue, base } = world.rollout;
  if (rolling === null) return world;
  const reached = rolling.reached + 1;
  if (reached < edges) return { ...world, rollout: { base, queue, rolling: { ...rolling, reached } } };
  const [next, ...later] = queue;
  const rollout = {
    base: rolling.to,
    rolling: next === undefined ? null : { to: next, reached: 0 },
    queue: later,
  };
  return { ...world, rollout };
}
