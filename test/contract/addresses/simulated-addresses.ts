import { dnsAddresses } from "../../../src/azure/addresses/addresses.ts";
import { namedByDns } from "../../../src/rehearsal/pair-variants.ts";
import { worldOf } from "../../../src/rehearsal/world.ts";
import { aPair } from "../../support/a-pair.ts";
import { answeredClients } from "../../support/answered-clients.ts";
import { useCloud, type Cloud } from "../../simulator/data/a-cloud.ts";
import type { AddressesSubject } from "./addresses-contract.ts";

export interface SimulatedAddresses extends AddressesSubject {
  readonly cloud: Cloud;
  readonly recordSetId: string;
  /** The next write comes after somebody else's. */
  readonly race: () => void;
}

/** Our adapter, through Microsoft's own clients, on the simulated zone and public IPs. */
export async function simulatedAddresses(recordTtlSeconds = 60): Promise<SimulatedAddresses> {
  const pair = namedByDns(aPair());
  const cloud = await useCloud({ seed: { ...worldOf(pair, { idle: "kept" }), recordTtlSeconds } });
  const { address } = pair.environments.green;
  const recordSetId = address.kind === "dns" ? address.recordSetId : "";
  let isRaced = false;
  const clients = answeredClients(({ url, method, headers, body }) => {
    const path = decodeURIComponent(url.pathname);
    const cluster = /managedClusters\/([^/]+)$/.exec(path)?.[1];
    if (cluster !== undefined)
      return { status: 200, body: { properties: { nodeResourceGroup: `MC_rg-shop_${cluster}_westeurope` } } };
    if (isRaced && method === "PUT") cloud.arm("PATCH", path, { properties: { TTL: 61 } });
    return cloud.armWith(headers, method, { id: path, body });
  });
  const bring = () => {
    cloud.setCluster("green", { state: "running", workloadsReady: false });
    cloud.setCluster("green", { workloadsReady: true });
  };
  const addresses = dnsAddresses(clients);
  bring();
  const { actual } = await addresses.read(pair, "green");
  await addresses.write(pair, "green", actual ?? "");
  return {
    addresses,
    pair,
    cloud,
    recordSetId,
    race: () => void (isRaced = true),
    // built anew, so there is a node resource group, but no ingress yet
    remove: async () => {
      cloud.setCluster("green", { state: "absent", workloadsReady: false });
      cloud.setCluster("green", { state: "running", workloadsReady: false });
    },
    rebuild: async () => {
      cloud.setCluster("green", { state: "absent", workloadsReady: false });
      bring();
    },
  };
}
