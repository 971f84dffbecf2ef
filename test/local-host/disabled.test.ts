import { expect, onTestFinished, test, vi } from "vitest";
import { triggerCalls } from "./desk.ts";
import { keys, useHost, type Status } from "./use-host.ts";

function useSettings(settings: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
}

test("serves a disabled HTTP function to whoever holds the master key, and to nobody else", async () => {
  useSettings({ "AzureWebJobs.secured.Disabled": "true", AzureWebJobs_nothing_Disabled: "1" });
  const { call } = await useHost();
  const statuses = [
    await call("GET", "/api/secured"),
    await call("GET", `/api/secured?code=${keys.functions}`),
    await call("GET", `/api/secured?code=${keys.master}`),
    await call("GET", "/api/nothing"),
    await call("GET", "/api/items/5"),
  ].map(({ status }) => status);
  expect(statuses).toEqual([401, 404, 200, 404, 200]);
});

test("tells which functions are disabled, and delivers no event to them", async () => {
  useSettings({ "AzureWebJobs.onEvent.Disabled": "true", "AzureWebJobs.secured.Disabled": "false" });
  const { call } = await useHost();
  const list = (await call("GET", `/admin/functions?code=${keys.master}`)).json as readonly {
    readonly name: string;
    readonly isDisabled: boolean;
  }[];
  expect(list.filter(({ isDisabled }) => isDisabled).map(({ name }) => name)).toEqual(["onEvent"]);
  const path = `/runtime/webhooks/eventgrid?functionName=onEvent&code=${keys.eventGrid}`;
  expect((await call("POST", path, { body: [] })).status).toBe(404);
});

test("runs no disabled schedule", async () => {
  useSettings({ "AzureWebJobs.daily.Disabled": "true" });
  const before = triggerCalls().length;
  const { durable, letTimePass } = await useHost();
  letTimePass();
  await durable.run("month", "one");
  expect(triggerCalls().slice(before)).toEqual([]);
});

test.for(["strict", "faithful"] as const)("fails a call of a disabled activity, mode %s", async (mode) => {
  useSettings({ "AzureWebJobs.double.Disabled": "true" });
  const { durable } = await useHost({ mode });
  await durable.start("sequence", "one");
  const hasFailed = ({ runtimeStatus }: Status): boolean => runtimeStatus === "Failed";
  expect((await durable.until("one", hasFailed)).output).toContain(
    "Activity function 'double' failed: Activity function 'double' is disabled.",
  );
});

test.for(["strict", "faithful"] as const)("fails a call of a disabled entity, mode %s", async (mode) => {
  useSettings({ "AzureWebJobs.counter.Disabled": "true" });
  const { durable } = await useHost({ mode });
  await durable.start("countWithLock", "one");
  const hasFailed = ({ runtimeStatus }: Status): boolean => runtimeStatus === "Failed";
  expect((await durable.until("one", hasFailed)).output).toContain("Entity function 'counter' is disabled.");
});
