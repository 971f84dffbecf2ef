import { CdnManagementClient } from "@azure/arm-cdn";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { DnsManagementClient } from "@azure/arm-dns";
import { FrontDoorManagementClient } from "@azure/arm-frontdoor";
import { SourceControlConfigurationClient } from "@azure/arm-kubernetesconfiguration";
import { DefaultAzureCredential, type TokenCredential } from "@azure/identity";
import type { Pipeline } from "@azure/core-rest-pipeline";

/** The orchestration waits on durable timers, so no client waits inside an activity. */
const options = { retryOptions: { maxRetries: 0 } };

/** One client a subscription and service, made at its first use. */
export interface Clients {
  readonly credential: TokenCredential;
  aks(subscriptionId: string): ContainerServiceClient;
  cdn(subscriptionId: string): CdnManagementClient;
  /** Front Door (classic). */
  classic(subscriptionId: string): FrontDoorManagementClient;
  dns(subscriptionId: string): DnsManagementClient;
  flux(subscriptionId: string): SourceControlConfigurationClient;
}

/** What raw requests go through: the sign-in and user agent of an SDK client. */
export interface HasPipeline {
  readonly pipeline: Pipeline;
}

export function azureClients(): Clients {
  const credential = new DefaultAzureCredential();
  return {
    credential,
    aks: perSubscription((subscription) => new ContainerServiceClient(credential, subscription, options)),
    cdn: perSubscription((subscription) => new CdnManagementClient(credential, subscription, options)),
    classic: perSubscription(
      (subscription) => new FrontDoorManagementClient(credential, subscription, options),
    ),
    dns: perSubscription((subscription) => new DnsManagementClient(credential, subscription, options)),
    flux: perSubscription(
      (subscription) => new SourceControlConfigurationClient(credential, subscription, options),
    ),
  };
}

function perSubscription<Client>(
  make: (subscriptionId: string) => Client,
): (subscriptionId: string) => Client {
  const made = new Map<string, Client>();
  return (subscriptionId) => {
    const client = made.get(subscriptionId) ?? make(subscriptionId);
    made.set(subscriptionId, client);
    return client;
  };
}
