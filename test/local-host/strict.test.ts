import { expect, test } from "vitest";
import { keys, useGate, useHost, type Status } from "./use-host.ts";

const hasFailed = ({ runtimeStatus }: Status): boolean => runtimeStatus === "Failed";

test.for([
  { name: "callsUnknown", says: /calls the activity function 'nobody', which the app has not registered/ },
  { name: "leaksTimer", says: /its timer due at 2026-11-05T10:00:00Z is still open/ },
  { name: "handsOverString", says: /continueAsNew hands over a string/ },
  { name: "namesSecret", says: /looks like a credential to the host's sanitizer/ },
])("fails at once where production would hang or corrupt: $name", async ({ name, says }) => {
  const { durable } = await useHost();
  await durable.start(name, "one");
  const { output } = await durable.until("one", hasFailed);
  expect(output).toMatch(says);
  expect(output).toContain("[strict]");
});

test("fails when the retries of a call run out of time", async () => {
  const { durable, letTimePass } = await useHost();
  await durable.start("retriesTooLong", "one");
  letTimePass();
  expect((await durable.until("one", hasFailed)).output).toMatch(/retryTimeoutInMilliseconds .* has run out/);
});

test("fails when continuing as new would drop an event", async () => {
  const { durable } = await useHost();
  const gate = useGate("one");
  await durable.start("dropsEvent", "one");
  await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Running");
  await durable.raise("one", "go", 1);
  gate.open();
  expect((await durable.until("one", hasFailed)).output).toMatch(/continueAsNew drops the event "go"/);
});

test("fails when an orchestrator calls something else on replay", async () => {
  const { durable } = await useHost();
  await durable.start("changesItsMind", "one");
  expect((await durable.until("one", hasFailed)).output).toMatch(
    /Step 0 was a call of 'double' and is a call of 'flaky' on replay/,
  );
});

test("fails when an orchestrator waits by a clock of its own", async () => {
  const { durable, letTimePass } = await useHost();
  await durable.start("looksAtTheClock", "one");
  letTimePass();
  expect((await durable.until("one", hasFailed)).output).toMatch(/Step 0 was a timer until .* on replay/);
});

test("fails when the custom status is too long, in either mode", async () => {
  for (const mode of ["strict", "faithful"] as const) {
    const { durable } = await useHost({ mode });
    await durable.start("tellsTooMuch", "one");
    const { output, customStatus } = await durable.until("one", hasFailed);
    expect(output).toBe(
      "Orchestrator function 'tellsTooMuch' failed: The UTF-16 size of the JSON-serialized payload must not exceed 16 KB. The current payload size is 17 KB.",
    );
    expect(customStatus).toBeNull();
  }
});

test("hangs in faithful mode where production does, and says so in the log", async () => {
  const { durable, log } = await useHost({ mode: "faithful" });
  await durable.start("callsUnknown", "one");
  await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Running");
  expect(log.map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/'nobody', which the app has not registered/),
  );
});

test("refuses an event whose name is a number, which would complete that task", async () => {
  const { durable } = await useHost();
  await durable.start("waitForGo", "one");
  expect((await durable.raise("one", "0", 1)).status).toBe(400);
});

test("fails an unknown orchestrator and names those that are known", async () => {
  const { call, durable } = await useHost();
  const path = `/runtime/webhooks/durabletask/orchestrators/nobody/one?code=${keys.durable}`;
  expect((await call("POST", path, { body: {} })).status).toBe(202);
  expect((await durable.until("one", hasFailed)).output).toMatch(
    /^Orchestrator function 'nobody' failed: The function 'nobody' doesn't exist, .* known orchestrator functions: 'callsUnknown', /,
  );
});
