import { expect, onTestFinished, test } from "vitest";
import { keys, useHost, type Status } from "./use-host.ts";
import { useGate } from "./desk.ts";

const hasFailed = ({ runtimeStatus }: Status): boolean => runtimeStatus === "Failed";

test.for([
  { name: "callsUnknown", says: /calls the activity function 'nobody', which the app has not registered/ },
  { name: "leaksTimer", says: /its timer due at 2026-11-05T10:00:00Z is still open/ },
  { name: "handsOverString", says: /continueAsNew hands over a string/ },
  { name: "callsUnknownChild", says: /Step 1 calls the orchestration function 'nobody', .*register it/ },
  { name: "asksUnknownEntity", says: /Step 1 calls the entity function 'nobody', .*register it/ },
  { name: "goesOnTooEarly", says: /Step 1 is a Task.all .* return results instead of throwing/ },
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

const hasEnded = ({ runtimeStatus }: Status): boolean =>
  runtimeStatus === "Completed" || runtimeStatus === "Failed";

test.for([
  { mode: "strict", pauses: false, output: /\[strict\] The event "go" has won a Task.any .* once more/ },
  { mode: "faithful", pauses: false, output: /^first in round 2$/ },
  { mode: "strict", pauses: true, output: /^nothing in round 2$/ },
] as const)(
  "fails where continuing as new would hand out an event again: %o",
  async ({ mode, pauses, output }) => {
    const { durable, letTimePass } = await useHost({ mode });
    await durable.start("hearsAgain", "one", { round: 1, pauses });
    await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Running");
    await durable.raise("one", "go", "first");
    letTimePass();
    expect((await durable.until("one", hasEnded)).output).toMatch(output);
  },
);

test("fails a task in a second Task.any, which production would run twice", async () => {
  const { durable } = await useHost();
  await durable.start("racesTwice", "one", {});
  const { output } = await durable.until("one", hasFailed);
  expect(output).toMatch(/\[strict\] The call of 'countRuns' stands in one Task.any or Task.all and again/);
});

test.for([{ isNew: true }, { isYielded: true }])("lets a task be waited for twice: %o", async (input) => {
  const { durable } = await useHost();
  expect(await durable.run("racesTwice", JSON.stringify(input).replaceAll(/\W/g, ""), input)).toBe(
    "isNew" in input ? 2 : 1,
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
    /^Orchestrator function 'nobody' failed: The function 'nobody' doesn't exist, .* known orchestrator functions: .*'callsUnknown', /,
  );
});

test("fails what production leaves pending for ever because of its version", async () => {
  const { call, durable } = await useHost();
  const path = `/runtime/webhooks/durabletask/orchestrators/sequence/one?version=2.0&code=${keys.durable}`;
  expect((await call("POST", path, { body: {} })).status).toBe(202);
  expect((await durable.until("one", hasFailed)).output).toMatch(
    /\[strict\] The version 2\.0 does not fit the defaultVersion none .* set defaultVersion/,
  );
});

test("fails a call of a child that would not get its parent's version", async () => {
  process.env["AzureFunctionsJobHost__extensions__durableTask__defaultVersion"] = "2.0";
  onTestFinished(() => {
    delete process.env["AzureFunctionsJobHost__extensions__durableTask__defaultVersion"];
  });
  const { call, durable } = await useHost();
  const path = `/runtime/webhooks/durabletask/orchestrators/forgetsVersion/one?version=1.0&code=${keys.durable}`;
  await call("POST", path, { body: {} });
  expect((await durable.until("one", hasFailed)).output).toMatch(
    /'child' is called without a version and gets 2\.0, not 1\.0 .* hand over context\.df\.version/,
  );
});

test("says loudly what it does not refuse: overwriting what has ended, ending a parent alone", async () => {
  const { durable, call, log } = await useHost();
  await durable.run("sequence", "one");
  await durable.run("sequence", "one");
  await durable.start("waitsForChild", "parent");
  await durable.until("parent-child", (status) => status?.runtimeStatus === "Running");
  await call("POST", `/runtime/webhooks/durabletask/instances/parent/terminate?code=${keys.durable}`);
  const messages = log.map(({ message }) => message);
  expect(messages).toContainEqual(expect.stringMatching(/^one: This start overwrites the instance/));
  expect(messages).toContainEqual(expect.stringMatching(/^parent: Its child 'parent-child' goes on/));
});
