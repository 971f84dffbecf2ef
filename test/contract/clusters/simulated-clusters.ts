import { ContainerServiceClient } from "@azure/arm-containerservice";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { aksClusters } from "../../../src/azure/aks/clusters.ts";
import type { Clients } from "../../../src/azure/arm/clients.ts";
import { startAks } from "../../../src/simulator/aks/aks.ts";
import type { ArmAnswer, LongRunningOperations, WorldSeed } from "../../../src/simulator/joints.ts";
import { clusterIdOf } from "../../support/a-pair.ts";
import { handMovedAgenda } from "../../simulator/data/hand-moved-agenda.ts";
import type { ClustersSubject } from "./clusters-contract.ts";

const hour = 3_600_000;
const statusUrl = "https://management.azure.com/operations/";

/** Our adapter, through Microsoft's own client, on the simulated AKS. */
export function simulatedClusters(): ClustersSubject {
  const ids = { blue: clusterIdOf("blue"), green: clusterIdOf("green") };
  const agenda = handMovedAgenda("2026-11-05T09:00:00Z");
  const running = new Set<number>();
  let begun = 0;
  const operations: LongRunningOperations = {
    begin: ({ resourceId, durationMs, succeed }) => {
      const nth = (begun += 1);
      running.add(nth);
      agenda.at(agenda.now() + durationMs, resourceId, () => {
        running.delete(nth);
        succeed();
      });
      return { "azure-asyncoperation": `${statusUrl}${nth}` };
    },
  };
  const seed = {
    pair: "shop",
    location: "westeurope",
    clusters: ids,
    idle: "absent",
    versions: { blue: "1.34.9", green: "1.34.9" },
  } as WorldSeed;
  const aks = startAks({ agenda, draw: () => 0.5, seed, operations });
  const answer = (asked: {
    url: string;
    method: string;
    body: unknown;
    headers: Record<string, string>;
  }): ArmAnswer => {
    const { pathname, searchParams: query } = new URL(asked.url);
    if (asked.url.startsWith(statusUrl)) {
      const isRunning = running.has(Number(asked.url.slice(statusUrl.length)));
      return { status: 200, body: { status: isRunning ? "InProgress" : "Succeeded" } };
    }
    const { method, body, headers } = asked;
    const found = aks.provider.find({ method, path: decodeURIComponent(pathname), query, headers, body });
    return found?.answer() ?? { status: 404, body: { error: { code: "InvalidPath", message: pathname } } };
  };
  return {
    clusters: aksClusters({ aks: () => clientOn(answer) } as unknown as Clients),
    ids,
    pass: async () => agenda.moveTo(agenda.now() + 4 * hour),
  };
}

type Answer = (asked: {
  url: string;
  method: string;
  body: unknown;
  headers: Record<string, string>;
}) => ArmAnswer;

/** No socket: what would leave the pipeline is answered by the simulated AKS. */
function clientOn(answerTo: Answer): ContainerServiceClient {
  const credential = { getToken: async () => ({ token: "a-token", expiresOnTimestamp: 4e12 }) };
  const client = new ContainerServiceClient(credential, "00000000-0000-0000-0000-000000000000", {
    retryOptions: { maxRetries: 0 },
  });
  client.pipeline.addPolicy(
    {
      name: "simulated",
      sendRequest: async (request) => {
        const body = typeof request.body === "string" ? (JSON.parse(request.body) as unknown) : undefined;
        const headers = Object.fromEntries(request.headers);
        const { url, method } = request;
        const { status, headers: answered, body: said } = answerTo({ url, method, body, headers });
        const sent = { "content-type": "application/json", ...answered };
        return { request, status, headers: createHttpHeaders(sent), bodyAsText: JSON.stringify(said ?? {}) };
      },
    },
    { phase: "Sign" },
  );
  return client;
}
