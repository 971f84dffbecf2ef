import { colors, type Color } from "../../domain/environment/pair.ts";
import type { Stranger, Way } from "../../domain/swap/layout.ts";
import { colorOfHost } from "../front-door/ids.ts";
import type { ClassicBody, ClassicPool, Engine } from "./body.ts";
import { lastName, type ClassicPair } from "./ids.ts";

/** Every enabled routing rule, and every rules engine of one, that leads to an environment through whatever pool. */
export function waysIn(pair: ClassicPair, body: ClassicBody, engines: readonly Engine[]): readonly Way[] {
  const { enabledState, routingRules } = body.properties;
  if (enabledState === "Disabled") return [];
  const { frontDoorId, routingRule } = pair.router;
  const ways = routingRules
    .filter((rule) => rule.properties.enabledState !== "Disabled")
    .flatMap(({ name, properties }): readonly Way[] => [
      {
        resource: `${frontDoorId}/routingRules/${name}`,
        kind: name === routingRule ? "users" : "other",
        colors: colorsIn(pair, body, [properties.routeConfiguration.backendPool?.id]),
      },
      ...engines
        .filter((engine) => engine.name.toLowerCase() === lastName(properties.rulesEngine?.id))
        .map((engine) => ({
          resource: `${frontDoorId}/rulesEngines/${engine.name}`,
          kind: "other" as const,
          colors: colorsIn(pair, body, poolsOf(engine)),
        })),
    ]);
  return ways.filter((way) => way.colors.length > 0);
}

const poolsOf = ({ properties }: Engine): readonly (string | undefined)[] =>
  (properties.rules ?? []).map((rule) => rule.action?.routeConfigurationOverride?.backendPool?.id);

function colorsIn(
  pair: ClassicPair,
  { properties }: ClassicBody,
  pools: readonly (string | undefined)[],
): readonly Color[] {
  const names = pools.map(lastName);
  const backends = properties.backendPools
    .filter((pool) => names.includes(pool.name.toLowerCase()))
    .flatMap(enabledIn);
  const found = new Set(backends.map((backend) => colorOfHost(pair, backend.address)));
  return colors.filter((color) => found.has(color));
}

const enabledIn = ({ properties }: ClassicPool) =>
  properties.backends.filter((backend) => backend.enabledState !== "Disabled");

/** Enabled backends of the pair's pools that are no environment. */
export const strangersIn = (pair: ClassicPair, { properties }: ClassicBody): readonly Stranger[] =>
  colors.flatMap((color) =>
    properties.backendPools
      .filter((pool) => pool.name.toLowerCase() === pair.router.backendPools[color].toLowerCase())
      .flatMap(enabledIn)
      .filter((backend) => colorOfHost(pair, backend.address) === undefined)
      .map(({ address, priority = 1, weight = 50 }) => ({ group: color, name: address, priority, weight })),
  );
