import { z } from "zod";
import type { AddressedPool, Addressing, Subnet } from "../../../domain/upgrade/subnet-findings.ts";
import { OutsideError } from "../../../workflow/errors.ts";
import type { CopyOrder } from "../../../workflow/ports.ts";
import type { HasPipeline } from "../../arm/clients.ts";
import { parsedAs } from "../../arm/errors.ts";
import { sendRaw } from "../../arm/raw.ts";
import { isObject, type JsonObject } from "../copying/paths.ts";
import { poolsIn, wantedPool } from "./wanted-pools.ts";

const SubnetBody = z.looseObject({
  properties: z.looseObject({
    addressPrefix: z.string().nullish(),
    addressPrefixes: z.array(z.string()).nullish(),
    ipConfigurations: z.array(z.unknown()).nullish(),
  }),
});

/** Which addresses the body of a cluster to be asks of its owner's subnets, and what is free there. */
export async function addressingFor(
  client: HasPipeline,
  body: JsonObject,
  { candidate }: CopyOrder,
): Promise<Addressing> {
  const pools = poolsIn(body).flatMap((pool) => addressed(pool, networkOf(body)));
  // AKS and people spell one id differently
  const ids = new Map(pools.map(({ subnetId }) => [subnetId.toLowerCase(), subnetId]));
  const subnets = await Promise.all([...ids.values()].map(async (id) => subnetOf(client, id)));
  return { candidate, pools, subnets };
}

function networkOf({ properties }: JsonObject): JsonObject {
  const network = isObject(properties) ? properties["networkProfile"] : undefined;
  return isObject(network) ? network : {};
}

function addressed(pool: JsonObject, network: JsonObject): readonly AddressedPool[] {
  const subnetId = pool["vnetSubnetID"];
  if (typeof subnetId !== "string") return [];
  const hasPodsInside =
    network["networkPlugin"] === "azure" &&
    network["networkPluginMode"] !== "overlay" &&
    typeof pool["podSubnetID"] !== "string";
  const addressesEach = hasPodsInside ? 1 + Number(pool["maxPods"] ?? mostPodsOfAzureCni) : 1;
  return [{ ...wantedPool(pool), subnetId, addressesEach }];
}

/** Where nobody said it (aks/quotas-skus-regions). */
const mostPodsOfAzureCni = 30;

/** Azure keeps five addresses of every subnet for itself (virtual-network/virtual-networks-faq). */
const reservedByAzure = 5;

async function subnetOf(client: HasPipeline, id: string): Promise<Subnet> {
  try {
    const target = `https://management.azure.com${id}?api-version=2024-05-01`;
    const { body } = await sendRaw(client, { method: "GET", target, resource: id });
    const { addressPrefix, addressPrefixes, ipConfigurations } = parsedAs(SubnetBody, body, id).properties;
    const prefixes = addressPrefixes ?? [addressPrefix ?? ""];
    const size = prefixes.reduce((sum, prefix) => sum + sizeOf(prefix), 0);
    return { id, free: size - (ipConfigurations ?? []).length };
  } catch (error) {
    // what may work after a wait is asked again by whoever plans
    if (!(error instanceof OutsideError) || error.trouble.reaction === "later") throw error;
    return { id, unread: `[${error.trouble.code}] ${error.trouble.message}` };
  }
}

/** Nodes need IPv4 addresses; of a second, IPv6 prefix there are always enough. */
function sizeOf(prefix: string): number {
  const bits = /^[\d.]+\/(\d+)$/.exec(prefix)?.[1];
  return bits === undefined ? 0 : Math.max(0, 2 ** (32 - Number(bits)) - reservedByAzure);
}
