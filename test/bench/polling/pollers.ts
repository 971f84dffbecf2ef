import { ContainerServiceClient } from "@azure/arm-containerservice";
import { createHttpHeaders, type HttpClient } from "@azure/core-rest-pipeline";
import { pollRaw } from "../../../src/azure/arm/long-running.ts";
import type { PollAnswer, PollInput } from "../../../src/workflow/orchestrators/poll-operation.ts";
import { firstLookSeconds } from "../../../src/workflow/poll-rule.ts";
import { aPair } from "../../support/a-pair.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { scriptedArm } from "../../support/scripted-arm.ts";
import { Stage } from "../../support/stage.ts";
import { beginOperation, clusterId } from "./azure-side.ts";

export interface Polled {
  readonly polls: number;
  /** Between the end at Azure and whoever polls knowing of it. */
  readonly lagSeconds: number;
}

export type Poller = (seed: string, nth: number) => Promise<Polled>;

/** A five-minute operation, as ours says of building and upgrading a cluster. */
const rule = { usualSeconds: 300 };

/** Our orchestrator and our adapter, slice after slice as its parent runs them. */
export const ours: Poller = async (seed, nth) => {
  const { ports } = fakeAzure(aPair());
  const stage: Stage = new Stage(ports, undefined, {
    portsFor: (given) => ({
      ...given,
      clusters: { ...given.clusters, poll: async (handle) => pollRaw(client, handle) },
    }),
  });
  const agenda = { now: () => stage.nowMs, at: (due: number, _: string, fire: () => void) => at(due, fire) };
  const at = (due: number, fire: () => void) => {
    stage.at(due, fire);
    return () => undefined;
  };
  const azure = beginOperation(agenda, seed, nth);
  const { client } = scriptedArm((request) => azure.answer(request));
  const handle = { resourceId: clusterId, statusUrl: azure.begun["azure-asyncoperation"] ?? "" };
  const retryAfter = Number(azure.begun["retry-after"]);
  let slice: PollInput = {
    pair: "shop",
    poll: "pollCluster",
    ...rule,
    handle,
    pauseSeconds: firstLookSeconds(rule, retryAfter),
  };
  for (let slices = 0; ; slices += 1) {
    const answer = (await stage.run("pollOperation", `poll-${slices}`, slice)) as PollAnswer;
    if (answer.kind === "failed") throw new Error(answer.message);
    if (answer.kind === "succeeded") return polled(azure, stage.nowMs);
    slice = { ...slice, handle: answer.handle, pauseSeconds: answer.pauseSeconds };
  }
};

const sdkIntervalMs = 2_000;

/** The SDK's own poller at its default interval. It reads Retry-After only where it sleeps by itself. */
export const sdkDefault: Poller = async (seed, nth) => {
  const time = new PlainTime();
  const azure = beginOperation(time, seed, nth);
  const httpClient: HttpClient = {
    sendRequest: async (request) => {
      const isStatus = /operation/i.test(new URL(request.url).pathname);
      const { status, headers = {}, body } = isStatus ? azure.answer(request) : clusterAnswer(azure.begun);
      return {
        request,
        status,
        headers: createHttpHeaders({ ...headers }),
        bodyAsText: JSON.stringify(body ?? {}),
      };
    },
  };
  const credential = { getToken: async () => ({ token: "any", expiresOnTimestamp: farAway }) };
  const client = new ContainerServiceClient(credential, clusterId.split("/")[2] ?? "", { httpClient });
  const poller = client.managedClusters.createOrUpdate("rg", "green", { location: "westeurope" });
  await poller.submitted();
  while (!poller.isDone) {
    time.pass(sdkIntervalMs);
    await poller.poll();
  }
  return polled(azure, time.now());
};

const farAway = Date.parse("2100-01-01T00:00:00Z");

const clusterAnswer = (begun: Readonly<Record<string, string>>) => ({
  status: 200,
  headers: begun,
  body: { id: clusterId, name: "green", location: "westeurope" },
});

const polled = (azure: ReturnType<typeof beginOperation>, seenMs: number): Polled => ({
  polls: azure.polls(),
  lagSeconds: (seenMs - azure.endsAtMs) / 1000,
});

/** Time that passes when it is told to. */
class PlainTime {
  private nowMs = Date.parse("2026-11-05T09:00:00Z");
  private due: { readonly atMs: number; readonly fire: () => void }[] = [];

  now(): number {
    return this.nowMs;
  }

  at(atMs: number, _: string, fire: () => void): () => void {
    this.due.push({ atMs, fire });
    return () => undefined;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    const fired = this.due.filter(({ atMs }) => atMs <= this.nowMs);
    this.due = this.due.filter(({ atMs }) => atMs > this.nowMs);
    for (const { fire } of fired) fire();
  }
}
