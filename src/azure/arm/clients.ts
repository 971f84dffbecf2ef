import { CdnManagementClient } from "@azure/arm-cdn";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import { DnsManagementClient } from "@azure/arm-dns";
import { FrontDoorManagementClient } from "@azure/arm-frontdoor";
import { SourceControlConfigurationClient } from "@azure/arm-kubernetesconfiguration";
import { ManagedServiceIdentityClient } from "@azure/arm-msi";
import { DefaultAzureCredential } from "@azure/identity";
import { MetricsClient } from "@azure/monitor-query-metrics";
import type { Pipeline } from "@azure/core-rest-pipeline";
import { keepingAgent } from "./agent.ts";

/** The orchestration waits on durable timers, so no client waits inside an activity. */
const options = { retryOptions: { maxRetries: 0 }, ...keepingAgent };

/** Front Door is a global resource, so its metrics are at the global endpoint. */
const globalMetrics = "https://global.metrics.monitor.azure.com";

/** One client a subscription and service, made at its first use. */
export interface Clients {
  metrics(): MetricsClient;
  aks(subscriptionId: string): ContainerServiceClient;
  cdn(subscriptionId: string): CdnManagementClient;
  /** Front Door (classic). */
  classic(subscriptionId: string): FrontDoorManagementClient;
  dns(subscriptionId: string): DnsManagementClient;
  flux(subscriptionId: string): SourceControlConfigurationClient;
  identities(subscriptionId: string): ManagedServiceIdentityClient;
}

/** What raw requests go through: the sign-in and user agent of an SDK client. */
export interface HasPipeline {
  readonly pipeline: Pipeline;
}

export function azureClients(): Clients {
  const credential = new DefaultAzureCredential();
  let metrics: MetricsClient | undefined;
  return {
    metrics: () => (metrics ??= new MetricsClient(globalMetrics, credential, options)),
    aks: perSubscription((subscription) => new ContainerServiceClient(credential, subscription, options)),
    cdn: perSubscription((subscription) => new CdnManagementClient(credential, subscription, options)),
    classic: perSubscription(
      (subscription) => new FrontDoorManagementClient(credential, subscription, options),
    ),
    dns: perSubscription((subscription) => new DnsManagementClient(credential, subscription, options)),
    flux: perSubscription(
      (subscription) => new SourceControlConfigurationClient(credential, subscription, options),
    ),
    identities: perSubscription(
      (subscription) => new ManagedServiceIdentityClient(credential, subscription, options),
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
