import { z } from "zod";
import type { Quota, Room, VmSize } from "../../../domain/upgrade/quota-findings.ts";
import { OutsideError } from "../../../workflow/errors.ts";
import type { CopyOrder } from "../../../workflow/ports.ts";
import type { HasPipeline } from "../../arm/clients.ts";
import { listRaw } from "../../arm/raw.ts";
import { parseResourceId } from "../../arm/resource-id.ts";
import type { JsonObject } from "../copying/paths.ts";
import { poolsIn, textOf, wantedPool } from "./wanted-pools.ts";

const Usage = z.looseObject({
  name: z.looseObject({ value: z.string() }),
  currentValue: z.number(),
  limit: z.number(),
});

/** Disks and snapshots are in the list as well, without a family. */
const Sku = z.looseObject({
  name: z.string(),
  resourceType: z.string(),
  family: z.string().nullish(),
  capabilities: z.array(z.looseObject({ name: z.string(), value: z.string() })).nullish(),
  locationInfo: z.array(z.looseObject({ zones: z.array(z.string()).nullish() })).nullish(),
  restrictions: z
    .array(
      z.looseObject({
        type: z.string(),
        reasonCode: z.string().default("restricted"),
        restrictionInfo: z.looseObject({ zones: z.array(z.string()).nullish() }).nullish(),
      }),
    )
    .nullish(),
});

/** What the body of a cluster to be asks of its region, and what is free there. */
export async function roomFor(client: HasPipeline, body: JsonObject, order: CopyOrder): Promise<Room> {
  const { subscriptionId } = parseResourceId(order.to);
  const location = textOf(body["location"]).toLowerCase().replaceAll(" ", "");
  const room = {
    candidate: order.candidate,
    subscriptionId,
    location,
    pools: poolsIn(body).map((pool) => wantedPool(pool)),
  };
  try {
    return { ...room, offer: await offerOf(client, subscriptionId, location) };
  } catch (error) {
    // what may work after a wait is asked again by whoever plans
    if (!(error instanceof OutsideError) || error.trouble.reaction === "later") throw error;
    return { ...room, offer: { unread: `[${error.trouble.code}] ${error.trouble.message}` } };
  }
}

async function offerOf(
  client: HasPipeline,
  subscriptionId: string,
  location: string,
): Promise<{ sizes: readonly VmSize[]; quotas: readonly Quota[] }> {
  const compute = `https://management.azure.com/subscriptions/${subscriptionId}/providers/Microsoft.Compute`;
  const ofRegion = new URLSearchParams({
    "api-version": "2021-07-01",
    $filter: `location eq '${location}'`,
  });
  const [skus, usages] = await Promise.all([
    listRaw(client, `${compute}/skus?${ofRegion.toString()}`, Sku),
    listRaw(client, `${compute}/locations/${location}/usages?api-version=2024-07-01`, Usage),
  ]);
  return {
    sizes: skus.filter(({ resourceType }) => resourceType === "virtualMachines").map((sku) => sizeOf(sku)),
    quotas: usages.map(({ name, currentValue, limit }) => ({ name: name.value, used: currentValue, limit })),
  };
}

function sizeOf({ name, family, capabilities, locationInfo, restrictions }: z.infer<typeof Sku>): VmSize {
  const closed = (restrictions ?? []).flatMap(({ type, restrictionInfo }) =>
    type === "Zone" ? (restrictionInfo?.zones ?? []) : [],
  );
  const zones = (locationInfo ?? []).flatMap((info) => info.zones ?? []);
  return {
    name,
    family: family ?? "",
    vCpus: Number(capabilities?.find((one) => one.name === "vCPUs")?.value ?? 0),
    refusedBecause: restrictions?.find(({ type }) => type === "Location")?.reasonCode,
    zones: zones.filter((zone) => !closed.includes(zone)),
  };
}
