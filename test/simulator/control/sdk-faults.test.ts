import { expect, test } from "vitest";
import { useClients } from "./arm-clients.ts";

const [rg, fd] = ["rg-shop", "fd-shop"];

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

test.for([
  ["an error of code None, and nulls,", {}],
  ["a bare null", { isBare: true }],
] as const)("a status that fills in %s does not end Microsoft's own poller badly", async ([, shape]) => {
  const { cdn, addFault, pass } = await useClients();
  addFault({ kind: "statusWithNulls", ...shape });
  const poller = await cdn.routes.beginUpdate(rg, fd, "shop", "shop", { enabledState: "Disabled" });
  await poller.poll();
  expect(poller.isDone()).toBe(false);
  pass(5);
  await poller.poll();
  expect(poller.getOperationState().status).toBe("succeeded");
});
