import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { InvocationContext } from "@azure/functions";
import { expect, onTestFinished, test } from "vitest";
import { operationIdOf } from "../../src/domain/upgrade/pair-record.ts";
import { durableClient, operationsOf } from "../../src/workflow/durable.ts";
import type { Operations } from "../../src/workflow/ports.ts";

type Answer = { readonly status: number; readonly body?: object };

/** Microsoft's own durable client, and an extension behind it that answers questions and starts by script. */
async function useOperations(answers: { GET: Answer; POST?: Answer }): Promise<Operations> {
  const server = createServer((request, response) => {
    const answer = request.method === "POST" ? answers.POST : answers.GET;
    response.writeHead(answer?.status ?? 500, { "content-type": "application/json" });
    response.end(JSON.stringify(answer?.body ?? {}));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const rpcBaseUrl = `http://127.0.0.1:${port}/durabletask/`;
  const client = { taskHubName: "hub", creationUrls: {}, managementUrls: { id: "ID" }, rpcBaseUrl };
  const context = { options: { extraInputs: [durableClient] }, extraInputs: { get: () => client } };
  return operationsOf(context as unknown as InvocationContext);
}

const id = operationIdOf("shop", 404, "upgrade");
const absent: Answer = { status: 404 };

test("an instance that the extension does not know is absent", async () => {
  const operations = await useOperations({ GET: absent });
  expect(await operations.instance(id)).toBeUndefined();
});

test.for<[string, Answer]>([
  ["fails with a text that says 404", { status: 500, body: { message: "HTTP 404 from storage" } }],
  ["is busy", { status: 503 }],
])("an extension that %s does not make an instance absent", async ([, answer]) => {
  const operations = await useOperations({ GET: answer });
  await expect(operations.instance(id)).rejects.toThrow(/unexpected status code/);
});

test("a start of what runs already is no trouble", async () => {
  const operations = await useOperations({ GET: absent, POST: { status: 409, body: { message: "exists" } } });
  await expect(operations.start(id, {})).resolves.toBeUndefined();
});

test("a start that failed is trouble, whatever its text says", async () => {
  const operations = await useOperations({
    GET: absent,
    POST: { status: 500, body: { message: "409 rows" } },
  });
  await expect(operations.start(id, {})).rejects.toThrow(/500/);
});
