import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { json } from "node:stream/consumers";
import { CdnManagementClient } from "@azure/arm-cdn";
import type { Pipeline } from "@azure/core-rest-pipeline";
import { MetricsClient } from "@azure/monitor-query-metrics";
import { onTestFinished } from "vitest";
import { closeServer, listen } from "../../../src/simulator/front-door/listen.ts";
import type { Cloud } from "./a-cloud.ts";

const credential = { getToken: () => Promise.resolve({ token: "a-token", expiresOnTimestamp: 4e12 }) };
const insecure = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

/** Microsoft's own client for Front Door, talking to the simulated control plane over plain HTTP. */
export async function useCdnClient(cloud: Cloud): Promise<CdnManagementClient> {
  const endpoint = await useServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://arm");
    void json(request)
      .catch(() => undefined)
      .then((body) => {
        const {
          status,
          headers,
          body: answer,
        } = askOrPoll(cloud, { method: request.method ?? "", url, body });
        const location = headers?.["azure-asyncoperation"]?.replace("https://management.azure.com", base());
        response.writeHead(status, {
          "content-type": "application/json",
          ...(location === undefined ? {} : { "azure-asyncoperation": location }),
        });
        response.end(JSON.stringify(answer));
      });
    const base = () => `http://${request.headers.host ?? ""}`;
  });
  const subscription = "00000000-0000-0000-0000-000000000000";
  const client = new CdnManagementClient(credential, subscription, { endpoint, ...insecure });
  withoutTls(client.pipeline);
  return client;
}

function askOrPoll(cloud: Cloud, asked: { method: string; url: URL; body: unknown }) {
  const nth = /^\/operationresults\/(\d+)$/.exec(asked.url.pathname)?.[1];
  if (nth === undefined) return cloud.arm(asked.method, decodeURIComponent(asked.url.pathname), asked.body);
  return { status: 200, headers: undefined, body: { status: cloud.operationStatus(Number(nth)) } };
}

/** Microsoft's own client for metrics. */
export async function useMetricsClient(cloud: Cloud): Promise<MetricsClient> {
  const endpoint = await useServer(cloud.plane.metrics);
  const client = new MetricsClient(endpoint, credential, insecure);
  withoutTls(client.pipeline);
  return client;
}

/** Every page of a list. */
export async function all<Item>(pages: AsyncIterable<Item>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

/** The SDK refuses to send a token without TLS. */
function withoutTls(pipeline: Pipeline): void {
  pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  pipeline.addPolicy({
    name: "token",
    sendRequest: async (request, next) => {
      request.headers.set("authorization", "Bearer a-token");
      return next(request);
    },
  });
}

async function useServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  const port = await listen(server);
  onTestFinished(() => closeServer(server));
  return `http://127.0.0.1:${port}`;
}
