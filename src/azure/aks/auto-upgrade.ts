import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { Begun } from "../../workflow/ports.ts";
import { beginRaw, isBusy } from "../arm/long-running.ts";
import { listRaw } from "../arm/raw.ts";
import { runningVersion, type ClusterBody } from "./cluster-body.ts";
import { busyUnless, type ClusterWire } from "./cluster-wire.ts";
import { withControlPlane } from "./copying/copy.ts";
import { isObject, withoutNulls, type Json } from "./copying/paths.ts";

const Window = z.looseObject({ name: z.string(), properties: z.json() });

/**
 * Gives `to` the auto-upgrade channels of `from`, and before them its maintenance windows: without a window AKS would
 * act at once. A cluster that is gone has nothing to give.
 */
export async function beginRestoreAutoUpgrade(
  wire: ClusterWire,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Begun> {
  const source = await wire.read(from);
  if (source === undefined) return { kind: "done" };
  const target = await wire.get(to);
  const channels = channelsOf(source);
  if (isDeepStrictEqual(channelsOf(target), channels)) return { kind: "done" };
  if (isBusy(target.properties.provisioningState)) return busyUnless(target, to, []);
  await copyWindows(wire, { from, to });
  const body = withControlPlane(target, runningVersion(target));
  const properties = body["properties"];
  return wire.write("PUT", to, {
    body: {
      ...body,
      properties: { ...(isObject(properties) ? properties : {}), autoUpgradeProfile: channels },
    },
  });
}

/** As Azure means it: one that says nothing has both off. */
function channelsOf({ properties }: ClusterBody): Json {
  const profile = withoutNulls((properties["autoUpgradeProfile"] ?? {}) as Json);
  return { upgradeChannel: "none", nodeOSUpgradeChannel: "None", ...(isObject(profile) ? profile : {}) };
}

/** Small writes that Azure answers at once; safe to repeat. */
async function copyWindows(
  wire: ClusterWire,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const there = await windowsOf(wire, to);
  for (const { name, properties } of await windowsOf(wire, from)) {
    const same = there.find((one) => one.name === name);
    if (isDeepStrictEqual(same?.properties, properties)) continue;
    const target = `${to}/maintenanceConfigurations/${name}`;
    await beginRaw(wire.client(to), { method: "PUT", target, resource: target, body: { properties } });
  }
}

const windowsOf = async (wire: ClusterWire, id: string): Promise<readonly z.infer<typeof Window>[]> =>
  listRaw(wire.client(id), `${id}/maintenanceConfigurations`, Window);
