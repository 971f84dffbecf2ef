import type { PairFiles, Ports } from "../workflow/ports.ts";
import { aksClusters } from "./aks/clusters.ts";
import { azureClients } from "./arm/clients.ts";
import { endpointHosts } from "./front-door/endpoint-hosts.ts";
import { dnsAddresses } from "./addresses/addresses.ts";
import { federatedIdentities } from "./identities/identities.ts";
import { httpGates } from "./gates/gates.ts";
import { routers } from "./routers.ts";
import { deployers } from "./flux/deployers.ts";
import { resourceLocks } from "./locks/locks.ts";
import { frontDoorTraffic } from "./metrics/traffic.ts";
import { blobJournals } from "./pair-record/journals.ts";
import { jsonBlobs, type BlobSettings } from "./pair-record/blobs.ts";
import { blobClaimedPairs } from "./pair-record/claimed-pairs.ts";
import { blobKnownForms } from "./pair-record/known-forms.ts";
import { blobPairRecords } from "./pair-record/records.ts";
import { asker } from "./probing/ask.ts";
import type { SettingValue } from "./probing/check-headers.ts";
import { httpProber } from "./probing/prober.ts";

/** Every port on real Azure. Nothing is asked before the first call. */
export function azurePorts(settings: {
  storage: BlobSettings;
  pairs: PairFiles;
  /** What the headers of checks are; asked for when one is sent. */
  valueOf: SettingValue;
}): Ports {
  const clients = azureClients();
  const hosts = endpointHosts(clients);
  const blobs = jsonBlobs(settings.storage);
  const looking = { hosts, ask: asker(), valueOf: settings.valueOf };
  return {
    clusters: aksClusters(clients),
    router: routers(clients),
    deployer: deployers(clients),
    prober: httpProber(looking),
    gates: httpGates(looking),
    addresses: dnsAddresses(clients),
    identities: federatedIdentities(clients),
    locks: resourceLocks(clients),
    traffic: frontDoorTraffic(clients, hosts),
    records: blobPairRecords(blobs),
    journals: blobJournals(blobs),
    pairs: settings.pairs,
    claimed: blobClaimedPairs(blobs),
    forms: blobKnownForms(blobs),
  };
}
