import type { PipelineRequest } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";
import { beforeEach, describe, expect, test } from "vitest";
import type { Clients } from "../../src/azure/arm/clients.ts";
import { aksClusters } from "../../src/azure/aks/clusters.ts";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import type { Clusters } from "../../src/workflow/ports.ts";
import { clusterIdOf } from "../support/a-pair.ts";

interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly headers?: Record<string, string>;
}

let asked: PipelineRequest[];
let answers: Answer[];
let clusters: Clusters;

/** The SDK's own pipeline, its network replaced by a script of answers. */
beforeEach(() => {
  asked = [];
  answers = [];
  const pipeline = {
    sendRequest: async (_http: unknown, request: PipelineRequest) => {
      asked.push(request);
      const { status, body, headers } = answers.shift() ?? { status: 500 };
      return {
        status,
        request,
        headers: createHttpHeaders(headers ?? {}),
        bodyAsText: JSON.stringify(body ?? {}),
      };
    },
  };
  clusters = aksClusters({ aks: () => ({ pipeline }) } as unknown as Clients);
});

const operationId = operationIdOf("shop", 1, "upgrade");
const [blue, green] = [clusterIdOf("blue"), clusterIdOf("green")];
const order = {
  from: blue,
  to: green,
  candidate: "green" as const,
  version: "1.34.9",
  overrides: { unknownToTheSdk: { kept: true } },
  nodeResourceGroup: null,
  operationId,
};

const absent: Answer = { status: 404, body: { error: { code: "ResourceNotFound", message: "no" } } };

function body(
  color: string,
  wanted: {
    state?: string;
    tags?: Record<string, string>;
    version?: string;
    power?: string;
    pool?: object;
  } = {},
): Answer {
  const { state = "Succeeded", tags = {}, version = "1.34.9", power = "Running" } = wanted;
  const pool = {
    name: "system",
    mode: "System",
    count: 3,
    orchestratorVersion: version,
    currentOrchestratorVersion: version,
    provisioningState: "Succeeded",
    powerState: { code: power },
    nodeImageVersion: "image",
    ...wanted.pool,
  };
  const properties = {
    provisioningState: state,
    powerState: { code: power },
    kubernetesVersion: version,
    currentKubernetesVersion: version,
    fqdn: "f",
    agentPoolProfiles: [pool],
    unknownToTheSdk: { kept: true },
  };
  return {
    status: 200,
    body: {
      id: clusterIdOf(color),
      name: `aks-shop-${color}`,
      location: "westeurope",
      tags,
      identity: { type: "SystemAssigned", principalId: "p" },
      properties,
    },
  };
}

const sentBody = (): Record<string, unknown> =>
  JSON.parse(asked.at(-1)?.body as string) as Record<string, unknown>;

async function troubleOf(attempt: Promise<unknown>): Promise<OutsideError["trouble"]> {
  const error: unknown = await attempt.catch((thrown: unknown) => thrown);
  if (!(error instanceof OutsideError)) throw new Error("there was no trouble");
  return error.trouble;
}

describe("a copy", () => {
  test("is created only where nothing is, from the whole body, without what is read-only", async () => {
    answers = [
      absent,
      body("blue"),
      { status: 201, headers: { "azure-asyncoperation": "https://status/1" } },
    ];
    expect(await clusters.beginCopy(order)).toEqual({
      kind: "begun",
      handle: { resourceId: green, statusUrl: "https://status/1" },
    });
    expect(asked[2]?.headers.get("if-none-match")).toBe("*");
    expect(sentBody()).toMatchObject({
      tags: { "bluegreen-operation": operationId },
      properties: { kubernetesVersion: "1.34.9", unknownToTheSdk: { kept: true } },
    });
    expect(JSON.stringify(sentBody())).not.toMatch(
      /fqdn|provisioningState|nodeImageVersion|powerState|principalId/,
    );
  });

  test("that somebody was faster with is adopted when it carries our tag", async () => {
    const ours = body("green", { state: "Creating", tags: { "bluegreen-operation": operationId } });
    answers = [
      absent,
      body("blue"),
      { status: 412, body: { code: "PreconditionFailed", message: "exists" } },
      ours,
    ];
    expect(await clusters.beginCopy(order)).toEqual({ kind: "begun", handle: { resourceId: green } });
  });

  test("is not begun while something stands in its way: the active cluster may have changed since the plan", async () => {
    answers = [absent, body("blue")];
    expect(await troubleOf(clusters.beginCopy({ ...order, overrides: {} }))).toMatchObject({
      reaction: "stop",
      code: "PROPERTY_UNKNOWN",
    });
    expect(asked.map(({ method }) => method)).toEqual(["GET", "GET"]);
  });

  test("is never written over a cluster that is not ours", async () => {
    answers = [body("green", { tags: { owner: "somebody" } })];
    expect(await troubleOf(clusters.beginCopy(order))).toMatchObject({
      reaction: "stop",
      code: "CLUSTER_NAME_TAKEN",
      resource: green,
    });
    expect(asked.map((request) => request.method)).toEqual(["GET"]);
  });
});

describe("a request", () => {
  test("that is true already writes nothing", async () => {
    answers = [body("green", { power: "Stopped" })];
    expect(await clusters.beginStop(green)).toEqual({ kind: "done" });
    answers = [body("green", { version: "1.35.5" })];
    expect(await clusters.beginUpgradePool(green, "system", "1.35.5")).toEqual({ kind: "done" });
    expect(asked.every((request) => request.method === "GET")).toBe(true);
  });

  test("that was begun before a crash is joined without its URL", async () => {
    answers = [body("green", { state: "Stopping" })];
    expect(await clusters.beginStop(green)).toEqual({ kind: "begun", handle: { resourceId: green } });
  });

  test("waits for another operation to end", async () => {
    answers = [body("green", { state: "Upgrading" })];
    expect(await clusters.beginStop(green)).toEqual({
      kind: "busy",
      handle: { resourceId: green },
      doing: "Upgrading",
    });
  });

  test("to upgrade the control plane holds every pool where it is", async () => {
    answers = [body("green"), { status: 200 }];
    await clusters.beginUpgradeControlPlane(green, "1.35.5");
    expect(sentBody()).toMatchObject({
      properties: {
        kubernetesVersion: "1.35.5",
        agentPoolProfiles: [{ name: "system", orchestratorVersion: "1.34.9" }],
      },
    });
  });
});

describe("a pool that the autoscaler owns", () => {
  const pool = { enableAutoScaling: true, minCount: 1, maxCount: 9, count: 4 };
  const write = async (begin: () => Promise<unknown>, wanted: object = pool) => {
    answers = [body("green", { pool: wanted }), { status: 200 }];
    await begin();
    return sentBody()["properties"];
  };

  test("is held and restored without a count: what was read may be a minute old", async () => {
    const held = await write(async () => clusters.beginHoldCapacity(green));
    expect(held).toMatchObject({ minCount: 4, maxCount: 9 });
    expect(held).not.toHaveProperty("count");
    const tags = { "bluegreen-held-min-count": "1" };
    const restored = await write(async () => clusters.beginRestoreCapacity(green), { ...pool, tags });
    expect(restored).toMatchObject({ minCount: 1, tags: {} });
    expect(restored).not.toHaveProperty("count");
  });

  test("that is held already is left alone, however it has grown: its old minimum must not be lost", async () => {
    const tags = { "bluegreen-held-min-count": "1" };
    answers = [body("green", { pool: { ...pool, minCount: 3, count: 6, tags } })];
    expect(await clusters.beginHoldCapacity(green)).toEqual({ kind: "done" });
    expect(asked.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("gets back what it had before it was held", async () => {
    const tags = { "bluegreen-held-min-count": "2" };
    expect(await write(async () => clusters.beginRestoreCapacity(green), { ...pool, tags })).toMatchObject({
      minCount: 2,
    });
  });

  test("is upgraded without a count, by its own write and by its cluster's", async () => {
    expect(await write(async () => clusters.beginUpgradePool(green, "system", "1.35.5"))).not.toHaveProperty(
      "count",
    );
    const cluster = await write(async () => clusters.beginUpgradeControlPlane(green, "1.35.5"));
    expect(cluster).not.toHaveProperty("agentPoolProfiles.0.count");
  });

  test("is copied with as many nodes as it has, and one of a fixed size keeps its count", async () => {
    answers = [absent, body("blue", { pool }), { status: 201 }];
    await clusters.beginCopy(order);
    expect(sentBody()).toMatchObject({ properties: { agentPoolProfiles: [{ count: 4 }] } });
    const fixed = await write(async () => clusters.beginUpgradePool(green, "system", "1.35.5"), { count: 3 });
    expect(fixed).toMatchObject({ count: 3 });
  });
});

describe("a refusal", () => {
  test.for([
    [
      { status: 409, body: { code: "OperationNotAllowed", message: "Another operation is in progress" } },
      "later",
      "OperationNotAllowed",
    ],
    [{ status: 429, body: { error: { code: "Throttled", message: "slow" } } }, "later", "Throttled"],
    [{ status: 503, body: {} }, "later", "HTTP_503"],
    [{ status: 400, body: { code: "QuotaExceeded", message: "full" } }, "stop", "QuotaExceeded"],
    [
      { status: 403, body: { error: { code: "AuthorizationFailed", message: "no" } } },
      "stop",
      "AuthorizationFailed",
    ],
  ] as const)("%j asks for %s and keeps ARM's code", async ([answer, reaction, code]) => {
    answers = [body("green"), answer];
    expect(await troubleOf(clusters.beginStop(green))).toMatchObject({ reaction, code, resource: green });
  });

  test("tells how long Azure asks to wait", async () => {
    answers = [
      body("green"),
      { status: 429, headers: { "retry-after": "17" }, body: { code: "Throttled", message: "slow" } },
    ];
    expect(await troubleOf(clusters.beginStop(green))).toMatchObject({ retryAfterSeconds: 17 });
  });
});

describe("a look at an operation", () => {
  const handle = { resourceId: green, statusUrl: "https://management.azure.com/status" };

  test("tells running with Retry-After, success, and failure with its code", async () => {
    answers = [
      { status: 200, headers: { "retry-after": "120" }, body: { status: "InProgress" } },
      { status: 200, body: { status: "Succeeded" } },
      { status: 200, body: { status: "Failed", error: { code: "AllocationFailed", message: "none left" } } },
    ];
    expect(await clusters.poll(handle)).toEqual({ kind: "running", retryAfterSeconds: 120 });
    expect(await clusters.poll(handle)).toEqual({ kind: "succeeded" });
    expect(await clusters.poll(handle)).toEqual({
      kind: "failed",
      code: "AllocationFailed",
      message: "none left",
    });
  });

  test("without its URL reads the resource's own state", async () => {
    answers = [body("green", { state: "Creating" }), body("green")];
    expect(await clusters.poll({ resourceId: green })).toMatchObject({ kind: "running" });
    expect(await clusters.poll({ resourceId: green })).toEqual({ kind: "succeeded" });
  });
});
