import { HttpRequest, InvocationContext } from "@azure/functions";
import { beforeEach, describe, expect, test } from "vitest";
import type { CommandMessage } from "../../src/domain/upgrade/commands.ts";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { ProblemError, type Problem } from "../../src/triggers/http/problem.ts";
import type { Question } from "../../src/triggers/http/answer.ts";
import { postCommand, postRollback, postUpgrade } from "../../src/triggers/http/orders.ts";
import { getOperation, getPair, getPlan, getReadiness } from "../../src/triggers/http/questions.ts";
import type { Operations } from "../../src/workflow/ports.ts";
import { aPair } from "../support/a-pair.ts";
import { aCluster } from "../support/a-cluster.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { Stage } from "../support/stage.ts";

let azure: FakeAzure;
let started: string[];
let inputs: unknown[];
let sent: CommandMessage[];
let running: Set<string>;

beforeEach(() => {
  azure = fakeAzure(aPair());
  started = [];
  inputs = [];
  sent = [];
  running = new Set();
});

const operations: Operations = {
  start: async (id, input) => {
    started.push(id);
    inputs.push(input);
  },
  startVersionCheck: async () => undefined,
  terminate: async () => undefined,
  send: async (_id, command) => void ("command" in command && sent.push(command)),
  startWatch: async () => undefined,
  instance: async (id) =>
    running.has(id) ? { runtimeStatus: "running", input: null, customStatus: null } : undefined,
};

async function ask(question: Question, wish: { body?: string; params?: Record<string, string> }) {
  const method = wish.body === undefined ? "GET" : "POST";
  const body = wish.body === undefined ? {} : { body: { string: wish.body } };
  const request = new HttpRequest({
    url: "https://app/api",
    method,
    params: { pair: "shop", ...wish.params },
    ...body,
  });
  return question({ doors: { ports: azure.ports, operations }, request, context: new InvocationContext() });
}

async function problemOf(
  question: Question,
  wish: { body?: string; params?: Record<string, string> },
): Promise<Problem> {
  const error: unknown = await ask(question, wish).catch((thrown: unknown) => thrown);
  if (!(error instanceof ProblemError)) throw new Error("there was no problem");
  return error.problem;
}

const reason = JSON.stringify({ reason: "it is time" });

/** An operation owns the pair and stands in this phase. */
function standing(phase: "building" | "soaking" | "waitingForApproval"): void {
  const id = operationIdOf("shop", 1, "upgrade");
  running.add(id);
  const at = "2026-11-05T09:00:00.000Z";
  azure.record = {
    etag: "1",
    record: { epoch: 1, operationId: id, hold: null, closedGate: null, by: "t", reason: "t", at },
  };
  const head = {
    id,
    pair: "shop",
    kind: "upgrade",
    position: { phase },
    why: null,
    outcome: null,
    active: "blue",
    candidate: "green",
    epoch: 1,
    startedAt: at,
    versions: { from: "1.34.9", target: "1.36.4", hops: [] },
    verdicts: [],
    traffic: null,
    move: null,
    wayBack: null,
    rollouts: { written: 0, spreading: 0 },
    frozenSince: null,
    allowed: ["pause"],
  } as const;
  azure.documents.set(id, { head, journal: [] });
}

describe("bad input gets a clear error and changes nothing", () => {
  test.for([
    ["no JSON", "{", 400, "MALFORMED_BODY"],
    ["JSON of another shape", '"please"', 400, "MALFORMED_BODY"],
    ["no reason", "{}", 400, "MALFORMED_BODY"],
    ["an unknown field", '{"reason":"x","force":true}', 400, "MALFORMED_BODY"],
    ["a target that is no version", '{"reason":"x","target":"newest"}', 400, "MALFORMED_BODY"],
    ["a body over 4 KB", JSON.stringify({ reason: "x".repeat(5000) }), 413, "BODY_TOO_LARGE"],
    ["a target that is not offered", '{"reason":"x","target":"1.37"}', 422, "TARGET_NOT_OFFERED"],
    [
      "a dry run to a target that is not offered",
      '{"reason":"x","target":"1.37","dryRun":true}',
      422,
      "TARGET_NOT_OFFERED",
    ],
  ] as const)("%s", async ([, body, status, code]) => {
    const problem = await problemOf(postUpgrade, { body });
    expect(problem).toMatchObject({ status, code });
    expect(problem.fix).not.toBe("");
    expect([started, sent, azure.writes]).toEqual([[], [], []]);
  });

  test("an unknown pair is named together with the known ones", async () => {
    expect(await problemOf(getPair, { params: { pair: "web" } })).toMatchObject({
      status: 404,
      code: "PAIR_UNKNOWN",
      detail: expect.stringContaining("shop") as string,
    });
  });

  test("an unknown operation, also one of another pair", async () => {
    expect((await problemOf(getOperation, { params: { id: "shop-9-upgrade" } })).status).toBe(404);
    expect((await problemOf(getOperation, { params: { id: "web-1-upgrade" } })).status).toBe(404);
  });

  test("a rollback with nothing to go back to", async () => {
    expect(await problemOf(postRollback, { body: reason })).toMatchObject({
      status: 409,
      code: "NOTHING_TO_GO_BACK_TO",
    });
    azure.clusters.green = aCluster("green", { powerState: "Stopped" });
    expect(await problemOf(postRollback, { body: reason })).toMatchObject({
      status: 409,
      detail: expect.stringContaining("no finished operation") as string,
    });
    expect(started).toEqual([]);
  });

  test("approve when nothing waits", async () => {
    expect(await problemOf(postCommand("approve"), { body: reason })).toMatchObject({
      status: 409,
      code: "NOTHING_RUNS",
    });
    standing("building");
    expect(await problemOf(postCommand("approve"), { body: reason })).toMatchObject({
      status: 409,
      code: "PHASE_FORBIDS",
      fix: "Allowed now: pause, abort.",
      allowed: ["pause", "abort"],
      links: { pause: "/api/pairs/shop/pause", abort: "/api/pairs/shop/abort" },
    });
    expect(sent).toEqual([]);
  });
});

describe("POST upgrade", () => {
  test("answers 202 with the place of the new operation", async () => {
    const answer = await ask(postUpgrade, { body: reason });
    expect(answer).toMatchObject({
      status: 202,
      headers: { location: "/api/pairs/shop/operations/shop-1-upgrade" },
    });
    expect(started).toEqual(["shop-1-upgrade"]);
  });

  test("answers 202 with the same place while the same upgrade runs, and 409 for another", async () => {
    standing("building");
    expect(await ask(postUpgrade, { body: reason })).toMatchObject({
      status: 202,
      headers: { location: "/api/pairs/shop/operations/shop-1-upgrade" },
    });
    expect(await ask(postUpgrade, { body: '{"reason":"x","target":"1.36"}' })).toMatchObject({ status: 202 });
    expect(await problemOf(postUpgrade, { body: '{"reason":"x","target":"1.35"}' })).toMatchObject({
      status: 409,
      code: "PAIR_BUSY",
    });
    expect(started).toEqual([]);
  });

  test("as a dry run answers the plan and starts nothing", async () => {
    const answer = await ask(postUpgrade, { body: '{"reason":"x","dryRun":true}' });
    expect(JSON.parse(answer.body as string)).toMatchObject({
      versions: { target: "1.36.4", hops: ["1.35.5", "1.36.4"] },
      findings: [],
    });
    expect([started, azure.writes]).toEqual([[], []]);
  });
});

describe("POST rollback", () => {
  test("hands the command to the running upgrade once traffic has moved", async () => {
    standing("soaking");
    expect(await ask(postRollback, { body: reason })).toMatchObject({ status: 202 });
    expect(sent).toMatchObject([{ command: "rollBack", by: "function-key", reason: "it is time" }]);
  });

  test("has somebody ready beside it who takes over when the owner stays silent", async () => {
    standing("soaking");
    expect(await ask(postRollback, { body: reason })).toMatchObject({
      headers: { location: "/api/pairs/shop/operations/shop-1-upgrade" },
    });
    expect(started).toEqual(["shop-2-rollback"]);
  });

  test("finds what was left also when whoever took over has died before it told anything", async () => {
    standing("soaking");
    running.clear();
    const { record } = azure.record ?? {};
    if (record === undefined) throw new Error("nobody owned the pair");
    const operationId = operationIdOf("shop", 2, "rollback");
    azure.record = { etag: "2", record: { ...record, epoch: 2, operationId } };
    expect(await ask(postRollback, { body: reason })).toMatchObject({ status: 202 });
    expect(started).toEqual(["shop-3-rollback"]);
    expect(inputs).toMatchObject([{ deadOwner: operationId, unfinished: { owner: operationId } }]);
  });

  test("finishes what an upgrade left that has died after the swap", async () => {
    standing("soaking");
    running.clear();
    expect(await ask(postRollback, { body: reason })).toMatchObject({
      status: 202,
      headers: { location: "/api/pairs/shop/operations/shop-2-rollback" },
    });
    expect(inputs).toMatchObject([{ deadOwner: "shop-1-upgrade", unfinished: { owner: "shop-1-upgrade" } }]);
  });

  test("is refused before the swap, with what is allowed instead", async () => {
    standing("building");
    expect(await problemOf(postRollback, { body: reason })).toMatchObject({
      status: 409,
      code: "PHASE_FORBIDS",
    });
  });

  test("after completion starts a rollback to what was kept", async () => {
    await new Stage(azure.ports).play("upgrade");
    expect(await ask(postRollback, { body: reason })).toMatchObject({
      status: 202,
      headers: { location: "/api/pairs/shop/operations/shop-2-rollback" },
    });
    expect(started).toEqual(["shop-2-rollback"]);
  });
});

test("plan and readiness are told without a write", async () => {
  expect((await ask(getPlan, {})).status).toBe(200);
  const readiness = await ask(getReadiness, {});
  expect(JSON.parse(readiness.body as string)).toEqual({ ready: true, findings: [] });
  expect(azure.writes).toEqual([]);
});
