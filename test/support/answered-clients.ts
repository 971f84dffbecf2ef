import { ContainerServiceClient } from "@azure/arm-containerservice";
import { DnsManagementClient } from "@azure/arm-dns";
import { SourceControlConfigurationClient } from "@azure/arm-kubernetesconfiguration";
import { ManagedServiceIdentityClient } from "@azure/arm-msi";
import { createHttpHeaders, type Pipeline } from "@azure/core-rest-pipeline";
import type { Clients } from "../../src/azure/arm/clients.ts";

export interface AskedOfArm {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Microsoft's own clients without a socket: what would leave their pipelines is answered here. */
export function answeredClients(answerTo: (asked: AskedOfArm) => Answer): Clients {
  const credential = { getToken: async () => ({ token: "a-token", expiresOnTimestamp: 4e12 }) };
  const options = { retryOptions: { maxRetries: 0 } };
  const subscription = "00000000-0000-0000-0000-000000000000";
  const aks = new ContainerServiceClient(credential, subscription, options);
  const flux = new SourceControlConfigurationClient(credential, subscription, options);
  const dns = new DnsManagementClient(credential, subscription, options);
  const identities = new ManagedServiceIdentityClient(credential, subscription, options);
  const clients: readonly { readonly pipeline: unknown }[] = [aks, flux, dns, identities];
  for (const pipeline of clients.map((client) => client.pipeline as Pipeline)) {
    pipeline.addPolicy(
      {
        name: "answered",
        sendRequest: async (request) => {
          const answer = answerTo({
            url: new URL(request.url),
            method: request.method,
            headers: request.headers.toJSON(),
            body: typeof request.body === "string" ? (JSON.parse(request.body) as unknown) : undefined,
          });
          const headers = createHttpHeaders({ "content-type": "application/json", ...answer.headers });
          return { request, status: answer.status, headers, bodyAsText: JSON.stringify(answer.body ?? {}) };
        },
      },
      { phase: "Sign" },
    );
  }
  return {
    aks: () => aks,
    flux: () => flux,
    dns: () => dns,
    identities: () => identities,
  } as unknown as Clients;
}
