import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DurableClient } from "durable-functions/lib/src/durableClient/DurableClient.js";
import { expect, onTestFinished, test } from "vitest";
import { isNoSuchInstance, isStartedAlready } from "../../src/workflow/durable-answers.ts";

/** Microsoft's own durable client, and an extension behind it that answers everything alike. */
async function aClient(answer: { status: number; body?: unknown }): Promise<DurableClient> {
  const server = createServer((_request, response) => {
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify(answer.body ?? {}));
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const urls = { id: "", taskHubName: "hub" };
  const data = {
    taskHubName: "hub",
    creationUrls: {},
    managementUrls: urls,
    rpcBaseUrl: `http://127.0.0.1:${port}/durabletask/`,
  };
  return new DurableClient(data as unknown as ConstructorParameters<typeof DurableClient>[0]);
}

const thrownBy = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => undefined,
    (error: unknown) => error,
  );

test("an instance that the extension does not know is absent", async () => {
  const client = await aClient({ status: 404 });
  expect(isNoSuchInstance(await thrownBy(client.getStatus("shop-1-upgrade")))).toBe(true);
});

test.for([
  ["a failing extension whose text says 404", { status: 500, body: { message: "got HTTP 404 from storage" } }],
  ["an extension that is busy", { status: 503, body: {} }],
] as const)("%s does not make an instance absent", async ([, answer]) => {
  const client = await aClient(answer);
  const thrown = await thrownBy(client.getStatus("shop-404-upgrade"));
  expect(thrown).toBeInstanceOf(Error);
  expect(isNoSuchInstance(thrown)).toBe(false);
});

test("a start of what runs already is told from a start that failed", async () => {
  const conflict = await aClient({ status: 409, body: { message: "exists" } });
  expect(isStartedAlready(await thrownBy(conflict.startNew("upgrade", { instanceId: "a" })))).toBe(true);
  const failing = await aClient({ status: 500, body: { message: "409 rows" } });
  const thrown = await thrownBy(failing.startNew("upgrade", { instanceId: "a" }));
  expect(thrown).toBeInstanceOf(Error);
  expect(isStartedAlready(thrown)).toBe(false);
});
