import { createServer } from "node:http";
import { CdnManagementClient } from "@azure/arm-cdn";
import { ContainerServiceClient } from "@azure/arm-containerservice";
import type { Pipeline } from "@azure/core-rest-pipeline";
import { onTestFinished } from "vitest";
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
import type { Arm } from "./an-arm.ts";

const subscription = "00000000-0000-0000-0000-000000000000";
const credential = { getToken: () => Promise.resolve({ token: "a-token", expiresOnTimestamp: 4e12 }) };

/** ARM with AKS and Front Door over plain HTTP, and Microsoft's own clients for both. */
export async function useClients(seed = aSeed) {
  const agenda = createAgenda(Date.parse(seed.startsAt));
  const [draw, faults] = [drawsOf(1), createFaultBook(() => agenda.now())];
  const activityLog = createActivityLog(agenda);
  const operations = createOperations({ agenda, draw, faults, location: seed.location });
  const front = createArmFront({ agenda, faults, activityLog, caller: "id-shop", heldBy: () => undefined });
  const world = { agenda, draw, seed, operations };
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
  return { cdn, clusters, addFault, pass, ask: askerAt(endpoint) };
}

/** For whoever wants to see what goes over the wire. */
const askerAt =
  (endpoint: string): Arm["ask"] =>
  async (method, path, body) => {
    const answer = await fetch(`${endpoint}${path}`, {
      method,
      headers: { authorization: "Bearer a-token", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text === "" ? null : JSON.parse(text) };
  };

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
