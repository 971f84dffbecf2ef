import { expect, onTestFinished, test, vi } from "vitest";
import { startHost } from "../../src/local-host/local-host.ts";
import { realClock } from "../../src/local-host/real-clock.ts";
import { appFolder, keys, startMs, useHost, useStateFolder, type Status } from "./use-host.ts";
import { useGate } from "./desk.ts";

test("runs one activity after another", async () => {
  const { durable } = await useHost();
  expect(await durable.run("sequence", "one")).toBe(8);
});

test("runs activities side by side and keeps their order", async () => {
  const { durable } = await useHost();
  expect(await durable.run("fanOut", "one")).toEqual([2, 4, 6, 8]);
});

test("lets a month pass in no time, in the steps that production makes", async () => {
  const { durable, letTimePass } = await useHost();
  letTimePass();
  expect(await durable.run("month", "one")).toBe(30);
  const { historyEvents = [] } = await durable.status("one");
  expect(historyEvents.filter(({ EventType }) => EventType === "TimerCreated")).toHaveLength(9);
});

test("takes the event that wins its race against a timeout", async () => {
  const { durable } = await useHost();
  await durable.start("eventOrTimeout", "one");
  await durable.raise("one", "go", { answer: 42 });
  const { output } = await durable.until("one", hasEnded);
  expect(output).toEqual({ go: { answer: 42 } });
});

test("takes the timeout when no event comes", async () => {
  const { durable, letTimePass } = await useHost();
  letTimePass();
  expect(await durable.run("eventOrTimeout", "one")).toBe("timeout");
});

test("calls sub-orchestrations and hands their failure to the parent", async () => {
  const { durable } = await useHost();
  expect(await durable.run("parent", "one")).toEqual({
    doubled: 42,
    message: "Orchestrator function 'child' failed: the child says no",
  });
  expect((await durable.status("one-failing")).runtimeStatus).toBe("Failed");
});

test("tries again after the asked delay until it works", async () => {
  const { durable, letTimePass } = await useHost();
  letTimePass();
  expect(await durable.run("retrying", "one")).toBe(3);
  const { createdTime, lastUpdatedTime } = await durable.status("one");
  expect(Date.parse(lastUpdatedTime) - Date.parse(createdTime)).toBe(10_000);
});

test("gives up after the last try and goes on with the next step", async () => {
  const { durable, letTimePass } = await useHost();
  letTimePass();
  expect(await durable.run("givesUp", "one")).toEqual({
    after: 8,
    message: "Activity function 'fail' failed: no",
  });
});

test("continues as new with a fresh history", async () => {
  const { durable } = await useHost();
  expect(await durable.run("countDown", "one", { from: 3 })).toBe("lift-off");
  const { historyEvents = [] } = await durable.status("one");
  expect(historyEvents.map(({ EventType }) => EventType)).toEqual([
    "ExecutionStarted",
    "TaskCompleted",
    "ExecutionCompleted",
  ]);
});

test("locks two entities and gives them back", async () => {
  const { durable } = await useHost();
  expect(await durable.run("countWithLock", "one")).toEqual([1, 2]);
  expect(await durable.run("countWithLock", "one")).toEqual([2, 4]);
});

test("holds back what comes while an instance is suspended", async () => {
  const { durable, call } = await useHost();
  const path = `/runtime/webhooks/durabletask/instances/one`;
  await durable.start("waitForGo", "one");
  await durable.until("one", ({ customStatus }) => customStatus !== null);
  expect((await call("POST", `${path}/suspend?reason=hold&code=${keys.durable}`)).status).toBe(202);
  await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Suspended");
  await durable.raise("one", "go", 1);
  expect(await durable.status("one")).toMatchObject({ runtimeStatus: "Suspended", output: "hold" });
  expect((await call("POST", `${path}/suspend?reason=hold&code=${keys.durable}`)).status).toBe(500);
  await call("POST", `${path}/resume?reason=go&code=${keys.durable}`);
  const { output } = await durable.until("one", hasEnded);
  expect(output).toEqual({ go: 1 });
});

test("terminates an instance and refuses what comes for it afterwards", async () => {
  const { durable, call } = await useHost();
  const path = `/runtime/webhooks/durabletask/instances/one`;
  await durable.start("waitForGo", "one");
  await call("POST", `${path}/terminate?reason=enough&code=${keys.durable}`);
  const { runtimeStatus, output } = await durable.until("one", hasEnded);
  expect({ runtimeStatus, output }).toEqual({ runtimeStatus: "Terminated", output: "enough" });
  expect((await durable.raise("one", "go", 1)).status).toBe(410);
});

test("starts no second instance under an id that is running, and uses one anew that has ended", async () => {
  const { durable } = await useHost();
  await durable.start("waitForGo", "one");
  const again = await durable.start("waitForGo", "one");
  expect(again).toMatchObject({
    status: 409,
    json: {
      Message: expect.stringMatching(/^An Orchestration instance with the status \w+ already exists\.$/),
    },
  });
  await durable.raise("one", "go", 1);
  await durable.until("one", hasEnded);
  expect((await durable.start("waitForGo", "one")).status).toBe(202);
});

test("starts a second instance in the place of one that is running, where host.json lets any state be overridden", async () => {
  vi.stubEnv("AzureFunctionsJobHost__extensions__durableTask__overridableExistingInstanceStates", "AnyState");
  onTestFinished(() => void vi.unstubAllEnvs());
  const { durable } = await useHost();
  await durable.start("waitForGo", "one");
  await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Running");
  expect((await durable.start("sequence", "one")).status).toBe(202);
  const { runtimeStatus, output } = await durable.until("one", hasEnded);
  expect({ runtimeStatus, output }).toEqual({ runtimeStatus: "Completed", output: 8 });
});

test("purges what has ended, and nothing else", async () => {
  const { durable, call } = await useHost();
  const base = `/runtime/webhooks/durabletask/instances`;
  await durable.run("sequence", "done");
  await durable.start("waitForGo", "running");
  await durable.until("running", ({ runtimeStatus }) => runtimeStatus === "Running");
  expect((await call("DELETE", `${base}/running?code=${keys.durable}`)).status).toBe(412);
  expect(await call("DELETE", `${base}/done?code=${keys.durable}`)).toMatchObject({
    status: 200,
    json: { instancesDeleted: 1 },
  });
  const since = "createdTimeFrom=2020-01-01T00:00:00Z";
  expect((await call("DELETE", `${base}?${since}&code=${keys.durable}`)).status).toBe(400);
  expect((await durable.status("running")).runtimeStatus).toBe("Running");
});

test("purges an entity by its id and counts it, and counts none that is not there", async () => {
  const { call } = await useHost();
  const manage = (path: string): string =>
    `/runtime/webhooks/durabletask/${path}${path.includes("?") ? "&" : "?"}code=${keys.durable}`;
  await call("POST", manage("entities/counter/one?op=add"), { body: 3 });
  await vi.waitUntil(async () => (await call("GET", manage("entities/counter/one"))).status === 200);
  const purge = async () => call("DELETE", manage("instances/@counter@one"));
  expect(await purge()).toMatchObject({ status: 200, json: { instancesDeleted: 1 } });
  expect((await call("GET", manage("entities/counter/one"))).status).toBe(404);
  expect(await purge()).toMatchObject({ status: 200, json: { instancesDeleted: 0 } });
});

test("pages through its instances in the order of their ids", async () => {
  const { durable, call } = await useHost();
  const base = `/runtime/webhooks/durabletask/instances`;
  for (const id of ["b", "c", "a"]) await durable.run("sequence", id);
  const first = await call("GET", `${base}?top=2&code=${keys.durable}`);
  const token = first.headers.get("x-ms-continuation-token") ?? "";
  const second = await call("GET", `${base}?top=2&code=${keys.durable}`, {
    headers: { "x-ms-continuation-token": token },
  });
  expect(idsOf(first.json)).toEqual(["a", "b"]);
  expect(idsOf(second.json)).toEqual(["c"]);
  expect(second.headers.get("x-ms-continuation-token")).toBeNull();
});

test("restarts an instance under a new id", async () => {
  const { durable, call } = await useHost();
  await durable.run("sequence", "one");
  const path = `/runtime/webhooks/durabletask/instances/one/restart?code=${keys.durable}`;
  const { id } = (await call("POST", path)).json as { id: string };
  expect(id).not.toBe("one");
  expect((await durable.until(id, hasEnded)).output).toBe(8);
});

test("lets no time pass while an activity runs, however long it takes", async () => {
  const { durable, clock, letTimePass } = await useHost();
  const gate = useGate("one-0");
  await durable.start("month", "other");
  await durable.start("takeCommands", "one", { steps: ["activity"] });
  await durable.until("one", ({ customStatus }) => customStatus !== null);
  letTimePass();
  await durable.raise("one", "command", "stop");
  expect(clock.now()).toBe(startMs);
  expect(clock.busyWith()).toContainEqual(expect.stringMatching(/^activity one\|/));
  gate.open();
  await durable.until("other", hasEnded);
  expect(clock.now()).toBeGreaterThanOrEqual(startMs + 30 * 86_400_000);
});

test("runs every step in the same order with the same ids again", async () => {
  const journals = [];
  for (let round = 0; round < 2; round += 1) {
    const { durable, letTimePass } = await useHost();
    await durable.run("parent", "one");
    await durable.start("month", "two");
    letTimePass();
    await durable.until("two", hasEnded);
    journals.push([await durable.status("one"), await durable.status("two")]);
  }
  expect(journals[0]).toEqual(journals[1]);
});

const generatedId = async (baseUrl: string): Promise<string> => {
  const url = `${baseUrl}/runtime/webhooks/durabletask/orchestrators/sequence?code=${keys.durable}`;
  return ((await (await fetch(url, { method: "POST" })).json()) as { id: string }).id;
};

test("makes up the same ids again on virtual time, and ids that nobody can guess on the wall clock", async () => {
  const repeated = [await useHost(), await useHost()].map(async ({ host }) => generatedId(host.baseUrl));
  const [one, other] = await Promise.all(repeated);
  expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(one).toBe(other);
  const onWallClock = async (): Promise<string> => {
    const options = { appFolder, port: 0, stateFolder: useStateFolder(), mode: "strict", keys } as const;
    const host = await startHost({ ...options, clock: realClock() });
    onTestFinished(async () => host.stop());
    return await generatedId(host.baseUrl);
  };
  const drawn = [await onWallClock(), await onWallClock()];
  expect(drawn[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set([...drawn, one]).size).toBe(3);
});

const hasEnded = ({ runtimeStatus }: Status): boolean =>
  ["Completed", "Failed", "Terminated"].includes(runtimeStatus);

const idsOf = (list: unknown): readonly string[] =>
  (list as readonly { instanceId: string }[]).map(({ instanceId }) => instanceId);
