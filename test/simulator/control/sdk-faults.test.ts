import { createServer } from "node:http";
import { CdnManagementClient } from "@azure/arm-cdn";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import type { Pipeline } from "@azure/core-rest-pipeline";
import { expect, onTestFinished, test } from "vitest";
import { startAks } from "../../../src/simulator/aks/aks.ts";
import { createActivityLog } from "../../../src/simulator/arm/activity-log.ts";
import { createArmFront } from "../../../src/simulator/arm/front.ts";
import { createOperations } from "../../../src/simulator/arm/long-running.ts";
import { createAgenda } from "../../../src/simulator/clock/agenda.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { createFaultBook } from "../../../src/simulator/faults/fault-book.ts";
import { createControlPlane } from "../../../src/simulator/front-door/control-plane.ts";
import { closeServer, listen } from "../../../src/simulator/front-door/listen.ts";
import type { Fault } from "../../../src/simulator/joints.ts";
import { aSeed } from "../data/a-cloud.ts";

const [rg, fd, subscription] = ["rg-shop", "fd-shop", "00000000-0000-0000-0000-000000000000"];
const credential = { getToken: () => Promise.resolve({ token: "a-token", expiresOnTimestamp: 4e12 }) };

/** ARM with AKS and Front Door over plain HTTP, and Microsoft's own clients for both. */
async function useClients() {
  const agenda = createAgenda(Date.parse(aSeed.startsAt));
  const [draw, faults] = [drawsOf(1), createFaultBook(() => agenda.now())];
  const activityLog = createActivityLog(agenda);
  const operations = createOperations({ agenda, draw, faults, location: aSeed.location });
  const front = createArmFront({ agenda, faults, activityLog, caller: "id-shop", heldBy: () => undefined });
  const world = { agenda, draw, seed: aSeed, operations };
  const aks = startAks(world);
  const frontDoor = createControlPlane({
    ...world,
    onRollout: () => undefined,
    recordActivity: () => undefined,
  });
  for (const provider of [operations, aks.provider, frontDoor.provider]) front.addProvider(provider);
  const server = createServer(front.listener);
  const endpoint = `http://127.0.0.1:${await listen(server)}`;
  onTestFinished(() => closeServer(server));
  const options = { endpoint, allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  const cdn = new CdnManagementClient(credential, subscription, options);
  const clusters = new ContainerServiceClient(credential, subscription, options);
  for (const { pipeline } of [cdn, clusters]) overPlainHttp(pipeline, endpoint);
  const addFault = (fault: Fault): void => [faults, aks].forEach((one) => one.add(fault));
  const pass = (minutes: number): boolean => agenda.advanceTo(agenda.now() + minutes * 60_000);
  return { cdn, clusters, addFault, pass };
}

/** The SDK refuses to send a token without TLS, and polls where Azure says, which is its real name. */
function overPlainHttp(pipeline: Pipeline, endpoint: string): void {
  pipeline.removePolicy({ name: "bearerTokenAuthenticationPolicy" });
  pipeline.addPolicy({
    name: "here",
    sendRequest: async (request, next) => {
      request.url = request.url.replace("https://management.azure.com", endpoint);
      request.allowInsecureConnection = true;
      request.headers.set("authorization", "Bearer a-token");
      return next(request);
    },
  });
}

test("while reads are throttled every one of them is 429 with its time to wait, and writes are taken", async () => {
  const { cdn, clusters, addFault, pass } = await useClients();
  addFault({ kind: "armReadsThrottled", minutes: 60, retryAfterSeconds: 300 });
  const reads = [
    async () => cdn.routes.get(rg, fd, "shop", "shop"),
    async () => clusters.managedClusters.get(rg, "aks-shop-blue"),
  ];
  for (const read of reads) {
    const refused = await read().catch((error: unknown) => error);
    expect(refused).toMatchObject({ statusCode: 429, code: "TooManyRequests" });
    expect((refused as { response: { headers: Headers } }).response.headers.get("retry-after")).toBe("300");
  }
  // the write is taken; what it is polled by is a read
  const polled = await cdn.routes
    .beginUpdateAndWait(rg, fd, "shop", "shop", { patternsToMatch: ["/all/*"] }, { updateIntervalInMs: 1 })
    .catch((error: unknown) => error);
  expect(polled).toMatchObject({ statusCode: 429 });
  pass(60);
  expect((await cdn.routes.get(rg, fd, "shop", "shop")).patternsToMatch).toEqual(["/all/*"]);
});

test.for([
  [400, "ValidationError"],
  [409, "OperationNotAllowed"],
] as const)(
  "a cluster that cannot be stopped is refused with %i and goes on running",
  async ([status, code]) => {
    const { clusters, addFault, pass } = await useClients();
    addFault({ kind: "stopRefused", color: "blue", status });
    const refused = await clusters.managedClusters
      .stop(rg, "aks-shop-blue")
      .catch((error: unknown) => error as { statusCode: number; message: string });
    expect(refused).toMatchObject({ statusCode: status });
    expect(JSON.stringify(refused)).toContain(code);
    pass(60);
    const blue = await clusters.managedClusters.get(rg, "aks-shop-blue");
    expect(blue).toMatchObject({ provisioningState: "Succeeded", powerState: { code: "Running" } });
  },
);

test("a status that fills in an error of code None, and nulls, does not end Microsoft's own poller badly", async () => {
  const { cdn, addFault, pass } = await useClients();
  addFault({ kind: "statusWithNulls" });
  const poller = await cdn.routes.beginUpdate(rg, fd, "shop", "shop", { enabledState: "Disabled" });
  await poller.poll();
  expect(poller.isDone()).toBe(false);
  pass(5);
  await poller.poll();
  expect(poller.getOperationState().status).toBe("succeeded");
});
