import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { useHost, useStateFolder, type Status, type UsedHost } from "./use-host.ts";

const source = join(import.meta.dirname, "../apps/samples");
let appFolder = "";

/** Built the way such an app is: TypeScript in, CommonJS out, packages left alone. */
beforeAll(async () => {
  appFolder = mkdtempSync(join(tmpdir(), "samples-"));
  cpSync(join(source, "host.json"), join(appFolder, "host.json"));
  const own = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as object;
  writeFileSync(join(appFolder, "package.json"), JSON.stringify({ ...own, type: "commonjs" }));
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(appFolder, "node_modules"));
  await build({
    entryPoints: globSync("src/functions/*.ts", { cwd: source }).map((file) => join(source, file)),
    outdir: join(appFolder, "dist/functions"),
    platform: "node",
    format: "cjs",
    bundle: true,
    packages: "external",
  });
});
afterAll(() => rmSync(appFolder, { recursive: true, force: true }));

const useSamples = async (): Promise<UsedHost> => useHost({ appFolder });

async function start({ call }: UsedHost, name: string, input: unknown = {}): Promise<string> {
  const answer = await call("POST", `/api/orchestrators/${name}`, { body: input });
  return (answer.json as { id: string }).id;
}

const hasEnded = ({ runtimeStatus }: Status): boolean =>
  ["Completed", "Failed", "Terminated"].includes(runtimeStatus);

/** Starts it by the sample's own HTTP function and gives its output. */
async function outputOf(samples: UsedHost, name: string, input: unknown = {}): Promise<unknown> {
  const id = await start(samples, name, input);
  return (await samples.durable.until(id, hasEnded)).output;
}

test.for([
  { name: "helloSequence", input: {}, output: ["Hello Tokyo", "Hello Seattle", "Hello Cairo"] },
  { name: "monitor", input: { location: "Oslo", clearAtCheck: 4 }, output: { alerted: true, checks: 4 } },
  { name: "monitor", input: { location: "Oslo", clearAtCheck: 99 }, output: { alerted: false, checks: 13 } },
  { name: "callActivityWithRetry", input: { failures: 2 }, output: "done at try 3" },
  {
    name: "callActivityWithRetry",
    input: { failures: 9 },
    output: "Activity function 'flakyFunction' failed: flaky try 3",
  },
  { name: "cancelTimer", input: {}, output: "a fair price" },
  {
    name: "provisionNewDevices",
    input: {},
    output: ["lamp", "door", "fan"].map((id) => `${id} from https://packages.example/${id}`),
  },
  {
    name: "catchActivityException",
    input: {},
    output: "Activity function 'raiseException' failed: This activity failed",
  },
  { name: "countToThree", input: { count: 1 }, output: 3 },
  {
    name: "activityInputTypes",
    input: {},
    output: [
      "array [1,2,3]",
      "array []",
      "number 42",
      "boolean true",
      'string "text"',
      'object {"name":"one","sizes":[1]}',
      'array [{"name":"two","sizes":[]}]',
      "undefined undefined",
    ],
  },
  { name: "isReplaying", input: {}, output: [true, false] },
  { name: "lockedTransfer", input: { amount: 30 }, output: { left: 70, arrived: 30 } },
  { name: "catchEntityException", input: {}, output: "Error: [object Object]" },
  { name: "withinLimit", input: { seconds: 60 }, output: 'string "in time"' },
  { name: "largeOutput", input: { kilobytes: 200 }, output: "x".repeat(200 * 1024) },
])("runs the sample $name with $input", async ({ name, input, output }) => {
  const samples = await useSamples();
  samples.letTimePass();
  expect(await outputOf(samples, name, input)).toEqual(output);
});

test("runs fan-out and fan-in over real files", async () => {
  const samples = await useSamples();
  const [from, to] = [useStateFolder(), useStateFolder()];
  for (const [name, size] of Object.entries({ one: 10, two: 200, three: 3000 })) {
    writeFileSync(join(from, name), "x".repeat(size));
  }
  mkdirSync(join(from, "folder"));
  expect(await outputOf(samples, "backupSiteContent", { from, to })).toBe(3210);
  expect(globSync("*", { cwd: to }).toSorted()).toEqual(["one", "three", "two"]);
});

test("lets a person answer in time, in the third try, or too late", async () => {
  const samples = await useSamples();
  const { durable } = samples;
  const first = await start(samples, "smsPhoneVerification", { phone: "555-1234" });
  for (const code of [1, 2, 1234]) await durable.raise(first, "smsChallengeResponse", code);
  expect((await durable.until(first, hasEnded)).output).toBe(true);
  const late = await start(samples, "smsPhoneVerification", { phone: "555-1234" });
  samples.letTimePass();
  expect((await durable.until(late, hasEnded)).output).toBe(false);
});

test("counts in an entity, by signals and from an orchestration", async () => {
  const samples = await useSamples();
  const { call } = samples;
  expect((await call("GET", "/api/counter/mine")).status).toBe(404);
  for (const amount of ["2", "3"]) await call("POST", "/api/counter/mine", { body: amount });
  await expect.poll(async () => (await call("GET", "/api/counter/mine")).json).toBe(5);
  expect(await outputOf(samples, "counterOrchestration")).toBe(1);
  expect(await outputOf(samples, "counterOrchestration")).toBe(2);
});

test("does whatever the client can ask for, as the end-to-end app asks for it", async () => {
  const samples = await useSamples();
  const { call, durable } = samples;
  const id = await start(samples, "externalEventOrchestrator");
  const ask = async (name: string, more = "", body?: unknown) =>
    call("POST", `/api/${name}?instanceId=${id}${more}`, body === undefined ? {} : { body });
  const until = async (status: string) => durable.until(id, ({ runtimeStatus }) => runtimeStatus === status);
  await until("Running");
  expect((await ask("getRunningInstances")).json).toMatchObject([{ instanceId: id }]);
  expect((await ask("suspendInstance")).status).toBe(202);
  await until("Suspended");
  expect((await ask("resumeInstance")).status).toBe(202);
  await until("Running");
  expect((await ask("raiseEvent", "&eventName=Approval", { by: "me" })).status).toBe(202);
  expect((await ask("waitForCompletion")).json).toEqual({ approved: { by: "me" } });
  expect((await ask("rewindInstance")).text).toMatch(/only orchestrations in the "Failed" state/);
  expect((await ask("purgeInstance")).json).toEqual({ instancesDeleted: 1 });
  expect((await ask("getAllInstances")).json).toEqual([]);
});

test("ends what is to be ended and fails what is to fail", async () => {
  const samples = await useSamples();
  const { call, durable } = samples;
  const endless = await start(samples, "externalEventOrchestrator");
  await call("POST", `/api/terminateInstance?instanceId=${endless}`);
  const { runtimeStatus, output } = await durable.until(endless, hasEnded);
  expect({ runtimeStatus, output }).toEqual({ runtimeStatus: "Terminated", output: "ended by the test" });
  expect(await outputOf(samples, "rethrowActivityException")).toMatch(
    /^Orchestrator function 'rethrowActivityException' failed: Activity function 'raiseException' failed: This activity failed/,
  );
});

test("runs a version that fits and tells it to the code", async () => {
  const { call, durable } = await useSamples();
  await call("POST", "/api/startVersioned?instanceId=old&version=1.4");
  expect((await durable.until("old", hasEnded)).output).toEqual({ version: "1.4" });
});

test("fails an orchestrator that locks while it holds a lock", async () => {
  const samples = await useSamples();
  expect(await outputOf(samples, "nestedLock")).toMatch(
    /^Orchestrator function 'nestedLock' failed: .*lock/i,
  );
});
