import { expect, onTestFinished, test } from "vitest";
import { embeddedSubject } from "./conformance/embedded-subject.ts";
import { send } from "./conformance/send.ts";
import { useHost } from "./use-host.ts";

const seconds = async (mode: "strict" | "faithful"): Promise<number> => {
  const settings = { AzureFunctionsJobHost__functionTimeout: "00:00:05" };
  const subject = await embeddedSubject({ settings, mode });
  onTestFinished(async () => subject.stop());
  const path = "/runtime/webhooks/durabletask/orchestrators/hangOnly/one?code=DURABLEKEY";
  await send(subject, { method: "POST", path });
  const status = "/runtime/webhooks/durabletask/instances/one?code=DURABLEKEY";
  let body: unknown;
  await subject.until(async () => {
    const answer = await send(subject, { method: "GET", path: status });
    body = answer.body;
    return answer.status === 200;
  }, 60_000);
  const { createdTime, lastUpdatedTime, output } = body as Record<string, string>;
  expect(output).toMatchObject({
    e: expect.stringMatching(/^Activity function 'hang' failed: Timeout value of 00:00:05 was exceeded/),
    after: "Hello after",
  });
  return (Date.parse(lastUpdatedTime ?? "") - Date.parse(createdTime ?? "")) / 1000;
};

test("gives up an activity at its limit in strict mode, and as late as production in faithful mode", async () => {
  expect(await seconds("strict")).toBe(5);
  expect(await seconds("faithful")).toBeGreaterThanOrEqual(17);
});

test("sets no limit while time stands still", async () => {
  process.env["AzureFunctionsJobHost__functionTimeout"] = "00:00:00.001";
  onTestFinished(() => {
    delete process.env["AzureFunctionsJobHost__functionTimeout"];
  });
  const { durable } = await useHost();
  expect(await durable.run("fanOut", "one")).toEqual([2, 4, 6, 8]);
});
