import { colors, type Color } from "../../domain/environment/pair.ts";
import type { GroupState, OriginEntry, ProbeSettings, RouterState } from "../../domain/swap/layout.ts";
import type { HasPipeline } from "../arm/clients.ts";
import { parsedAs } from "../arm/errors.ts";
import { isBusy } from "../arm/long-running.ts";
import { sendRaw } from "../arm/raw.ts";
import { colorOfHost } from "../front-door/ids.ts";
import { ClassicBody, type ClassicPool, type ClassicRule, type Engine } from "./body.ts";
import { lastName, missing, type ClassicPair } from "./ids.ts";
import { strangersIn, waysIn } from "./ways.ts";

/** The whole resource as raw JSON: a write sends it back whole, so nothing may be lost on the way. */
export async function readClassic(client: HasPipeline, pair: ClassicPair): Promise<ClassicBody> {
  const id = pair.router.frontDoorId;
  return parsedAs(ClassicBody, (await sendRaw(client, { method: "GET", target: id, resource: id })).body, id);
}

export function routerStateOf(pair: ClassicPair, body: ClassicBody, engines: readonly Engine[]): RouterState {
  const rule = ruleOf(pair, body);
  const routed = lastName(rule.properties.routeConfiguration.backendPool?.id);
  const groups = colors.map((color) => [color, groupStateOf(pair, body, color)] as const);
  const { enabledState, provisioningState, resourceState } = body.properties;
  const isUnderWay = isBusy(provisioningState ?? "Succeeded") || /ing$/i.test(resourceState ?? "");
  return {
    routedGroup: colors.find((color) => pair.router.backendPools[color].toLowerCase() === routed),
    routeEnabled: rule.properties.enabledState !== "Disabled" && enabledState !== "Disabled",
    groups: Object.fromEntries(groups) as Record<Color, GroupState>,
    ways: waysIn(pair, body, engines),
    strangers: strangersIn(pair, body),
    underWay: isUnderWay ? pair.router.frontDoorId : null,
  };
}

export function ruleOf(pair: ClassicPair, body: ClassicBody): ClassicRule {
  const rule = body.properties.routingRules.find((one) => one.name === pair.router.routingRule);
  if (rule === undefined) throw missing(pair, `routing rule ${pair.router.routingRule}`);
  return rule;
}

export function poolOf(pair: ClassicPair, body: ClassicBody, color: Color): ClassicPool {
  const name = pair.router.backendPools[color];
  const pool = body.properties.backendPools.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (pool === undefined) throw missing(pair, `backend pool ${name}`);
  return pool;
}

function groupStateOf(pair: ClassicPair, body: ClassicBody, color: Color): GroupState {
  const pool = poolOf(pair, body, color);
  return {
    entries: pool.properties.backends.flatMap((backend): OriginEntry[] => {
      const of = colorOfHost(pair, backend.address);
      const { priority = 1, weight = 50, enabledState } = backend;
      return of === undefined ? [] : [{ color: of, priority, weight, enabled: enabledState !== "Disabled" }];
    }),
    // classic keeps it at the frontend endpoint, so it is the same for both pools
    sessionAffinity: ruleOf(pair, body).properties.frontendEndpoints.some((endpoint) =>
      isSticky(body, endpoint.id),
    ),
    probe: probeOf(body, pool),
  };
}

const isSticky = (body: ClassicBody, endpointId: string): boolean =>
  body.properties.frontendEndpoints.some(
    (endpoint) =>
      endpoint.name.toLowerCase() === lastName(endpointId) &&
      endpoint.properties["sessionAffinityEnabledState"] === "Enabled",
  );

function probeOf({ properties }: ClassicBody, pool: ClassicPool): ProbeSettings | null {
  const probe = named(properties.healthProbeSettings, pool.properties.healthProbeSettings?.id);
  if (probe === undefined || probe["enabledState"] === "Disabled") return null;
  const balancing = named(properties.loadBalancingSettings, pool.properties.loadBalancingSettings?.id) ?? {};
  return {
    path: text(probe["path"], "/"),
    method: text(probe["healthProbeMethod"], "HEAD"),
    protocol: text(probe["protocol"], "Http"),
    intervalSeconds: count(probe["intervalInSeconds"], 30),
    sampleSize: count(balancing["sampleSize"], 4),
    successfulSamplesRequired: count(balancing["successfulSamplesRequired"], 2),
  };
}

const text = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);
const count = (value: unknown, otherwise: number): number => (typeof value === "number" ? value : otherwise);

type Named = ClassicBody["properties"]["healthProbeSettings"];

const named = (all: Named, id: string | undefined): Named[number]["properties"] | undefined =>
  all.find((one) => one.name.toLowerCase() === lastName(id))?.properties;
