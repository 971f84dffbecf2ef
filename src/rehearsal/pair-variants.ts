import type { z } from "zod";
import type { pairSchema } from "../pair-files.ts";

/** A pair file as people write it. */
export type PairFileBody = z.input<typeof pairSchema>;

export type PairVariant = (file: PairFileBody) => PairFileBody;

/** Five steps instead of one, and a short soak: between two steps there is watching enough. */
export const progressive: PairVariant = (file) => ({ ...file, steps: [5, 25, 50, 90, 100], soakMinutes: 30 });

/** Users are moved by priority in one group. `routes`: names below the users' endpoint, all pointing to that group. */
export const byPriority =
  (routes: readonly string[]): PairVariant =>
  (file) => {
    const { profileId, routeIds, originGroups, previewEndpoints, publicHost } = profileOf(file);
    const [first = ""] = routeIds;
    const ids = routes.map((name) => first.replace(/[^/]+$/, name));
    return {
      ...file,
      router: {
        kind: "frontDoor",
        mode: "origin",
        profileId,
        routeIds: ids,
        sharedGroup: "users",
        originGroups,
        previewEndpoints,
        publicHost,
      },
    };
  };

/** The same environments behind a Front Door (classic), which has no previews. */
export const behindClassic: PairVariant = (file) => {
  const { profileId, originGroups, publicHost } = profileOf(file);
  return {
    ...file,
    router: {
      kind: "frontDoorClassic",
      frontDoorId: classicIdOf(profileId),
      routingRule: "users",
      backendPools: originGroups,
      publicHost,
    },
    checks: file.checks.map((check) => ({ ...check, via: ["origin"] })),
  };
};

/** A Front Door (classic) beside the profile: same resource group, same name. */
export const classicIdOf = (profileId: string): string =>
  profileId.replace(/\/Microsoft\.Cdn\/profiles\//i, "/Microsoft.Network/frontDoors/");

/** Host names are records of a zone, which have to follow a rebuilt ingress. */
export const namedByDns: PairVariant = (file) => {
  const { blue, green } = file.environments;
  const group = blue.clusterId.slice(0, blue.clusterId.indexOf("/providers/"));
  const dns = (environment: typeof blue) => {
    const [record = "", ...zone] = environment.originHost.split(".");
    const recordSetId = `${group}/providers/Microsoft.Network/dnsZones/${zone.join(".")}/A/${record}`;
    return { ...environment, address: { kind: "dns" as const, recordSetId, service: "ingress/nginx" } };
  };
  return { ...file, environments: { blue: dns(blue), green: dns(green) } };
};

function profileOf(file: PairFileBody) {
  if (file.router.kind === "frontDoor") return file.router;
  throw new TypeError("a rehearsal begins with a pair file on Front Door Standard or Premium");
}
