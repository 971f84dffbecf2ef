import type { Pair } from "../../domain/environment/pair.ts";
import { usersHosts, type EndpointHosts } from "../front-door/endpoint-hosts.ts";
import { onFrontDoor } from "../front-door/ids.ts";
import type { MetricsRequest } from "./query.ts";

type Metric = Pick<MetricsRequest, "resourceId" | "namespace" | "metric" | "aggregation">;

/** Where a kind of router tells its counts (learn.microsoft.com/azure/frontdoor/monitor-front-door-reference). */
export interface Source {
  readonly requests: Metric;
  readonly latency: Metric;
  readonly health: Metric;
  readonly originDimension: string;
  /** Only the users' own requests, by origin. */
  readonly usersFilter: string;
}

export async function sourceOf(hosts: EndpointHosts, pair: Pair): Promise<Source> {
  return pair.router.kind === "frontDoorClassic"
    ? classicSource(pair.router.frontDoorId)
    : frontDoorSource(hosts, pair);
}

async function frontDoorSource(hosts: EndpointHosts, asked: Pair): Promise<Source> {
  const pair = onFrontDoor(asked);
  const of = { resourceId: pair.router.profileId, namespace: "Microsoft.Cdn/profiles" };
  const endpoints = (await usersHosts(hosts, pair)).map((host) => `Endpoint eq '${host}'`);
  const users = endpoints.length === 1 ? endpoints.join("") : `(${endpoints.join(" or ")})`;
  return {
    requests: { ...of, metric: "OriginRequestCount", aggregation: "Total" },
    latency: { ...of, metric: "OriginLatency", aggregation: "Average" },
    health: { ...of, metric: "OriginHealthPercentage", aggregation: "Average" },
    originDimension: "Origin",
    usersFilter: `${users} and Origin eq '*'`,
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
    usersFilter: "Backend eq '*'",
  };
}
