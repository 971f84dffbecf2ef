import type { EndpointHosts } from "../../../src/azure/front-door/endpoint-hosts.ts";
import type { DataPlane } from "../../../src/simulator/data-plane.ts";

/** The host names that the simulated Front Door has given its endpoints. */
export const previewsOf =
  ({ plane }: { readonly plane: DataPlane }): EndpointHosts =>
  async (_pair, endpoint) =>
    plane.hosts().find(({ host }) => host.startsWith(`${endpoint}-`))?.host ?? "";
