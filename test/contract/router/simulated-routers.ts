import { CdnManagementClient } from "@azure/arm-cdn";
import { FrontDoorManagementClient } from "@azure/arm-frontdoor";
import { createHttpHeaders, type Pipeline, type PipelineRequest } from "@azure/core-rest-pipeline";
import type { Clients } from "../../../src/azure/arm/clients.ts";
import { routers } from "../../../src/azure/routers.ts";
import type { Pair } from "../../../src/domain/environment/pair.ts";
import type { ArmAnswer, WorldSeed } from "../../../src/simulator/joints.ts";
import { worldOf } from "../../../src/rehearsal/world.ts";
import { useCloud, type Cloud } from "../../simulator/data/a-cloud.ts";
import type { RouterSubject } from "./router-contract.ts";

/** Our adapters, through Microsoft's own clients, on the simulated control plane. */
export async function simulatedRouter(
  pair: Pair,
  more: Partial<WorldSeed> = {},
): Promise<RouterSubject & { readonly forbid: () => void }> {
  const cloud = await useCloud({ seed: { ...worldOf(pair, { idle: "kept" }), ...more } });
  let isFrozen = false;
  const clients = simulatedClients(cloud, () => isFrozen);
  return {
    router: routers(clients as Clients),
    pair,
    pass: async () => cloud.pass(3),
    forbid: () => cloud.plane.addFault({ kind: "profileForbidden" }),
    freeze: () => void (isFrozen = true),
  };
}

/** Microsoft's own clients of both kinds of Front Door, with the simulated control plane behind them. */
export function simulatedClients(
  cloud: Cloud,
  isFrozen: () => boolean = () => false,
): Pick<Clients, "cdn" | "classic"> {
  const credential = { getToken: async () => ({ token: "a-token", expiresOnTimestamp: 4e12 }) };
  const subscription = "00000000-0000-0000-0000-000000000000";
  const options = { retryOptions: { maxRetries: 0 } };
  const cdn = new CdnManagementClient(credential, subscription, options);
  const classic = new FrontDoorManagementClient(credential, subscription, options);
  const answer = (request: PipelineRequest) =>
    isFrozen() && request.method !== "GET" ? frozen : answerTo(cloud, request);
  for (const { pipeline } of [cdn, classic]) answerFrom(pipeline, answer);
  return { cdn: () => cdn, classic: () => classic };
}

/** No socket: what would leave the pipeline is answered by the simulated control plane. */
function answerFrom(pipeline: Pipeline, answerOf: (request: PipelineRequest) => ArmAnswer): void {
  pipeline.addPolicy(
    {
      name: "simulated",
      sendRequest: async (request) => {
        const { status, headers, body } = answerOf(request);
        return {
          request,
          status,
          headers: createHttpHeaders({ "content-type": "application/json", ...headers }),
          bodyAsText: JSON.stringify(body ?? {}),
        };
      },
      // below everything that the clients do themselves
    },
    { phase: "Sign" },
  );
}

const frozen: ArmAnswer = {
  status: 409,
  body: { error: { code: "Conflict", message: "Configuration changes are blocked." } },
};

function answerTo(cloud: Cloud, { url, method, body }: PipelineRequest): ArmAnswer {
  const { pathname } = new URL(url);
  const nth = /^\/operationresults\/(\d+)$/.exec(pathname)?.[1];
  if (nth !== undefined)
    return { status: 200, headers: {}, body: { status: cloud.operationStatus(Number(nth)) } };
  const sent = typeof body === "string" ? (JSON.parse(body) as unknown) : undefined;
  return cloud.arm(method, decodeURIComponent(pathname), sent);
}
