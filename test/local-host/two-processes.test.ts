import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { useHostProcess } from "./host-process.ts";
import { keys, useHost, useStateFolder, type Status, type UsedHost } from "./use-host.ts";

const deadlyApp = join(import.meta.dirname, "../apps/deadly");

const hasEnded = ({ runtimeStatus }: Status): boolean => /Completed|Failed|Terminated/.test(runtimeStatus);

async function useDeadly(
  options: Parameters<typeof useHost>[0] = {},
): Promise<UsedHost & { notes: () => readonly string[]; pid: () => Promise<number> }> {
  const file = join(useStateFolder(), "notes.txt");
  process.env["TEST_NOTES"] = file;
  onTestFinished(() => {
    delete process.env["TEST_NOTES"];
  });
  const used = await useHost({ appFolder: deadlyApp, ...options });
  const notes = (): readonly string[] => readFileSync(file, "utf8").trimEnd().split("\n");
  return { ...used, notes, pid: async () => Number((await used.call("GET", "/api/pid")).text) };
}

test("the app runs in a process of its own, in its own folder", async () => {
  const { pid, call } = await useDeadly();
  expect(await pid()).not.toBe(process.pid);
  expect((await call("GET", "/api/folder")).text).toBe(deadlyApp);
});

test("a killed worker is followed by another one, and what waited goes on", async () => {
  const { pid, durable } = await useDeadly();
  const first = await pid();
  await durable.start("waits", "one");
  await durable.until("one", ({ runtimeStatus }) => runtimeStatus === "Running");
  process.kill(first, "SIGKILL");
  await durable.raise("one", "go", "went");
  expect((await durable.until("one", hasEnded)).output).toBe("went");
  expect(await pid()).not.toBe(first);
});

test.for([
  { path: "rejectsUnheard", status: 500, said: /nobody listens/ },
  { path: "throwsLater", status: 200, said: /too late/ },
])("an error that nobody has caught ends the worker alone: $path", async ({ path, status, said }) => {
  const { call, pid, log } = await useDeadly();
  const first = await pid();
  expect((await call("GET", `/api/${path}`)).status).toBe(status);
  await vi.waitUntil(() => log.some(({ message }) => said.test(message)));
  await vi.waitUntil(() => log.some(({ message }) => /node exited with code 1 \(0x1\)/.test(message)));
  expect(await pid()).not.toBe(first);
});

test("code that never lets go is given up at its limit, and its worker with it", async () => {
  process.env["AzureFunctionsJobHost__functionTimeout"] = "00:00:04";
  onTestFinished(() => {
    delete process.env["AzureFunctionsJobHost__functionTimeout"];
  });
  const host = await useHostProcess(["--app", deadlyApp, "--port", "0", "--state", useStateFolder()]);
  const run = async (name: string): Promise<unknown> => {
    const wait = `timeout=25&pollingInterval=1&code=${keys.durable}`;
    const url = `${host.baseUrl}/runtime/webhooks/durabletask/orchestrators/${name}/${name}?${wait}`;
    return (await fetch(url, { method: "POST", body: "1" })).json();
  };
  expect(await run("callsSpins")).toMatch(/^Activity function 'spins' failed: Timeout value of 00:00:04/);
  expect(await run("well")).toBe("fine");
});

test("an activity that ends the worker fails as production tells it", async () => {
  const { durable } = await useDeadly();
  expect(await durable.run("callsExits", "one")).toBe(
    "Activity function 'ends' failed: node exited with code 3 (0x3)",
  );
});

test.for([
  { name: "badTimer", why: "createTimer takes a date of the years 1 to 9999, not null." },
  { name: "talksNonsense", why: "Cannot" },
])(
  "$name asks for what cannot be done: it fails, and is no trouble after a restart",
  async ({ name, why }) => {
    const stateFolder = useStateFolder();
    const first = await useDeadly({ stateFolder });
    await first.durable.start(name, "one");
    const { runtimeStatus, output } = await first.durable.until("one", hasEnded);
    expect([runtimeStatus, output]).toEqual([
      "Failed",
      expect.stringContaining(`Orchestrator function '${name}' failed: ${why}`),
    ]);
    await first.host.stop();
    const { durable } = await useDeadly({ stateFolder });
    expect((await durable.status("one")).runtimeStatus).toBe("Failed");
    expect(await durable.run("well", "other")).toBe("fine");
  },
);

test("an instance whose turn ends the worker three times is set aside and named", async () => {
  const { durable, notes, log } = await useDeadly();
  await durable.start("exits", "one");
  expect((await durable.until("one", hasEnded)).output).toMatch(
    /^Orchestrator function 'exits' failed: The instance 'one' has ended the app's process/,
  );
  expect(notes()).toEqual(["exits", "exits", "exits"]);
  expect(log.some(({ message }) => /^one: .* not tried again/.test(message))).toBe(true);
  expect(await durable.run("well", "other")).toBe("fine");
});

test("whoever calls an entity that ends the worker three times is refused", async () => {
  const { durable } = await useDeadly();
  expect(await durable.run("asksEntity", "one")).toBe("refused");
});

test("a hook that was disposed of does not run, and those for the app's end do, each of them", async () => {
  const { host, notes, call, log } = await useDeadly();
  await call("GET", "/api/pid");
  await host.stop();
  expect(notes()).toEqual(["terminated", "terminated too"]);
  expect(log.map(({ message }) => message)).toContain("A hook for the app's end has failed: no good end");
});

test("throwing undefined is no failure", async () => {
  const { call } = await useDeadly();
  expect((await call("GET", "/api/throwsNothing")).status).toBe(204);
});
