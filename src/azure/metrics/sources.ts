import { colors, type Pair } from "../../domain/environment/pair.ts";
import { previewHost, type EndpointHosts } from "../front-door/endpoint-hosts.ts";
import type { MetricsRequest, Point } from "./query.ts";

type Metric = Pick<MetricsRequest, "resourceId" | "namespace" | "metric" | "aggregation">;

/** Where a kind of router tells its counts (learn.microsoft.com/azure/frontdoor/monitor-front-door-reference). */
export interface Source {
  readonly requests: Metric;
  readonly latency: Metric;
  readonly health: Metric;
  readonly originDimension: string;
  /** By endpoint, where there are any, and origin. */
  readonly filter: string;
  /** Whether it is told of users: of every endpoint but the pair's previews, whoever has made it. */
  readonly isOfUsers: (point: Point) => boolean;
}

export async function sourceOf(hosts: EndpointHosts, pair: Pair): Promise<Source> {
  return pair.router.kind === "frontDoorClassic"
    ? classicSource(pair.router.frontDoorId)
    : frontDoorSource(hosts, pair, pair.router.profileId);
}

/** The endpoints are not listed beforehand: one that is a minute old has users, too. */
async function frontDoorSource(hosts: EndpointHosts, pair: Pair, resourceId: string): Promise<Source> {
  const of = { resourceId, namespace: "Microsoft.Cdn/profiles" };
  const previews = await Promise.all(colors.map(async (color) => previewHost(hosts, pair, color)));
  const known = new Set(previews.map((host) => host.toLowerCase()));
  return {
    requests: { ...of, metric: "OriginRequestCount", aggregation: "Total" },
    latency: { ...of, metric: "OriginLatency", aggregation: "Average" },
    health: { ...of, metric: "OriginHealthPercentage", aggregation: "Average" },
    originDimension: "Origin",
    filter: "Endpoint eq '*' and Origin eq '*'",
    isOfUsers: ({ dimensions }) => !known.has(dimensions["endpoint"]?.toLowerCase() ?? ""),
  };
}

/** Classic has no preview endpoints, so every request there is a user's (or a hint of ours through the public name). */
function classicSource(resourceId: string): Source {
  const of = { resourceId, namespace: "Microsoft.Network/frontdoors" };
  return {
    requests: { ...of, metric: "BackendRequestCount", aggregation: "Total" },
    latency: { ...of, metric: "BackendRequestLatency", aggregation: "Average" },
    health: { ...of, metric: "BackendHealthPercentage", aggregation: "Average" },
    originDimension: "Backend",
    filter: "Backend eq '*'",
    isOfUsers: () => true,
  };
}
