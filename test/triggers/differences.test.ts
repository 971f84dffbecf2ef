import { HttpRequest, InvocationContext } from "@azure/functions";
import { beforeEach, expect, test } from "vitest";
import { getDifferences } from "../../src/triggers/http/differences.ts";
import { ProblemError } from "../../src/triggers/http/problem.ts";
import type { Operations } from "../../src/workflow/ports.ts";
import { aCluster } from "../support/a-cluster.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";

let azure: FakeAzure;

const differences = [
  { path: "dnsPrefix", active: "shop-blue", candidate: "shop-green", why: "it must differ" },
  { path: "a.hand.edit", active: null, candidate: true, why: null },
];

beforeEach(() => {
  azure = fakeAzure(aPair());
  azure.copyPlan = { findings: [], differences };
  azure.clusters.green = aCluster("green");
});

async function ask(accept?: string) {
  const headers = accept === undefined ? {} : { accept };
  const request = new HttpRequest({
    method: "GET",
    url: "https://app.test/",
    params: { pair: "shop" },
    headers,
  });
  const doors = { ports: azure.ports, operations: {} as Operations };
  return getDifferences({ doors, request, context: new InvocationContext() });
}

test("both clusters side by side are JSON, with how many differences nothing explains, and nothing is written", async () => {
  const { status, body } = await ask();
  expect(status).toBe(200);
  expect(JSON.parse(body as string)).toEqual({
    pair: "shop",
    active: "blue",
    candidate: "green",
    differences,
    unexplained: 1,
  });
  expect(azure.writes).toEqual([]);
});

test("whoever asks for text gets it, with what nothing explains first and marked", async () => {
  const { headers, body } = await ask("text/plain");
  expect(headers).toMatchObject({ "content-type": "text/plain; charset=utf-8" });
  expect(body).toBe(
    [
      "shop: green beside blue, which is active. 2 properties differ; 1 of them unexplained.",
      "",
      "! a.hand.edit",
      "    blue   null",
      "    green  true",
      "    why    nothing explains it",
      "",
      "  dnsPrefix",
      '    blue   "shop-blue"',
      '    green  "shop-green"',
      "    why    it must differ",
      "",
    ].join("\n"),
  );
});

test("one cluster alone is compared with nothing, and the answer says where to look instead", async () => {
  azure.clusters.green = undefined;
  const refusal: unknown = await ask().catch((error: unknown) => error);
  if (!(refusal instanceof ProblemError)) throw new Error("it was answered");
  expect(refusal.problem).toMatchObject({ status: 409, code: "NOTHING_TO_COMPARE" });
  expect(refusal.problem.fix).toContain("/api/pairs/shop/plan");
});
