import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runToEnd, useHostProcess, type HostProcess } from "./host-process.ts";
import { keys, useStateFolder } from "./use-host.ts";

const code = (answer: string): string => `
  const { app } = require("@azure/functions");
  const df = require("durable-functions");
  const anonymous = { authLevel: "anonymous", methods: ["GET"] };
  app.http("told", { ...anonymous, handler: async () => ({ body: ${answer} }) });
  app.http("pid", { ...anonymous, handler: async () => ({ body: String(process.pid) }) });
  df.app.orchestration("waits", function* (context) { return yield context.df.waitForExternalEvent("go"); });
  app.hook.appStart(({ hookData }) => { hookData.left = "by the start"; });
  app.hook.appTerminate(({ hookData }) => require("node:fs").writeFileSync(process.env.TEST_END, hookData.left));`;

function useChangingApp(): { folder: string; write: (name: string, text: string) => void } {
  const folder = useStateFolder();
  symlinkSync(join(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write("package.json", '{"main":"app.cjs"}');
  write("host.json", '{"version":"2.0"}');
  write("local.settings.json", JSON.stringify({ Values: { TEST_END: join(folder, "end.txt") } }));
  write("app.cjs", code('"first"'));
  return { folder, write };
}

const start = async (app: string, ...words: string[]): Promise<HostProcess> =>
  useHostProcess(["--app", app, "--port", "0", "--state", useStateFolder(), ...words]);

const told = async ({ baseUrl }: HostProcess): Promise<string> => (await fetch(`${baseUrl}/api/told`)).text();

const durable = "/runtime/webhooks/durabletask";

async function instance({ baseUrl }: HostProcess, path: string, body?: string): Promise<unknown> {
  const sent = { method: "POST", body: body ?? null, headers: { "content-type": "application/json" } };
  const url = `${baseUrl}${durable}/${path}?code=${keys.durable}`;
  return (await fetch(url, body === undefined ? {} : sent)).json().catch(() => undefined);
}

test("begins the app anew when its code has changed, and what waits goes on", async () => {
  const { folder, write } = useChangingApp();
  const host = await start(folder);
  await instance(host, "orchestrators/waits/one", "1");
  expect(await told(host)).toBe("first");
  write("app.cjs", code('"second"'));
  await vi.waitUntil(async () => (await told(host)) === "second", { timeout: 20_000 });
  await instance(host, "instances/one/raiseEvent/go", '"went"');
  await vi.waitUntil(
    async () => ((await instance(host, "instances/one")) as { output: unknown }).output === "went",
    { timeout: 20_000 },
  );
  expect(existsSync(join(folder, "end.txt"))).toBe(true);
});

test.for([
  {
    file: "local.settings.json",
    before: '{"Values":{"TEST_END":"/dev/null","SAID":"first"}}',
    after: '{"Values":{"TEST_END":"/dev/null","SAID":"second"}}',
  },
  { file: "host.json", before: "{}", after: '{"extensions":{"http":{"routePrefix":"other"}}}' },
])("takes up a changed $file", async ({ file, before, after }) => {
  const { folder, write } = useChangingApp();
  write("app.cjs", code('process.env.SAID ?? "no setting"'));
  write(file, before);
  const host = await start(folder);
  const [path, answer] = file === "host.json" ? ["/other/told", "no setting"] : ["/api/told", "second"];
  write(file, after);
  const ask = async (): Promise<string> => (await fetch(`${host.baseUrl}${path}`)).text();
  await expect.poll(ask, { timeout: 20_000 }).toBe(answer);
});

test("answers 503 while the app cannot be loaded, and works again once it can", async () => {
  const { folder, write } = useChangingApp();
  const host = await start(folder);
  const status = async (): Promise<number> => (await fetch(`${host.baseUrl}/api/told`)).status;
  write("app.cjs", "throw new Error('half a build')");
  await vi.waitUntil(async () => (await status()) === 503, { timeout: 20_000 });
  write("app.cjs", code('"mended"'));
  await vi.waitUntil(async () => (await told(host)) === "mended", { timeout: 20_000 });
  expect((await host.kill("SIGTERM")).errors).toContain("half a build");
});

test("runs the hooks for the app's end when it is told to stop, with what those for its start have left", async () => {
  const { folder } = useChangingApp();
  const host = await start(folder);
  expect((await host.kill("SIGTERM")).code).toBe(0);
  expect(readFileSync(join(folder, "end.txt"), "utf8")).toBe("by the start");
});

test("leaves no worker behind when it is killed", async () => {
  const { folder, write } = useChangingApp();
  write("app.cjs", `${code('"busy"')} setInterval(() => undefined, 10);`);
  const host = await start(folder);
  const pid = Number(await (await fetch(`${host.baseUrl}/api/pid`)).text());
  await host.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
});

test("leaves none behind either whose code never lets go", async () => {
  const host = await start(join(import.meta.dirname, "../apps/deadly"));
  const askPid = async (): Promise<number> =>
    Number(await (await fetch(`${host.baseUrl}/api/pid`, { signal: AbortSignal.timeout(500) })).text());
  const pid = await askPid();
  await instance(host, "orchestrators/callsSpins/one", "1");
  const isStuck = async (): Promise<boolean> =>
    await askPid().then(
      () => false,
      () => true,
    );
  await expect.poll(isStuck, { timeout: 20_000 }).toBe(true);
  await host.kill("SIGKILL");
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

test("leaves a folder without an app as it is", async () => {
  const missing = join(useStateFolder(), "missing");
  const { code: exitCode, errors } = await runToEnd(["--app", missing, "--port", "0"]);
  expect(exitCode).toBe(1);
  expect(errors).toContain(`${missing} holds no package.json`);
  expect(existsSync(missing)).toBe(false);
});

test("loses turns half-done on request, and says by which seed", async () => {
  const { folder } = useChangingApp();
  const host = await start(folder, "--chaos", "restart-mid-turn", "--seed", "5");
  expect(host.lines).toContain("Chaos: restart-mid-turn, seed 5");
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
