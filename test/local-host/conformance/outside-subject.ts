import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Subject } from "./subject.ts";

/**
 * A host that somebody else runs, in real time. CONFORMANCE_BASE_URL names one that is up; CONFORMANCE_START is a
 * command that starts one on port `{port}`, such as `func start --port {port}` in test/apps/conformance.
 */
export interface Outside {
  readonly baseUrl: string | undefined;
  readonly start: string | undefined;
}

export function outsideFrom(environment: NodeJS.ProcessEnv): Outside | undefined {
  const baseUrl = environment["CONFORMANCE_BASE_URL"];
  const start = environment["CONFORMANCE_START"];
  return baseUrl === undefined && start === undefined ? undefined : { baseUrl, start };
}

/** What cannot be known is the name that stands for it, as in the recordings. */
const keysFrom = (environment: NodeJS.ProcessEnv): Subject["keys"] => ({
  master: environment["CONFORMANCE_MASTER_KEY"] ?? "MASTERKEY",
  functions: environment["CONFORMANCE_FUNCTION_KEY"] ?? "FUNCTIONKEY",
  durable: environment["CONFORMANCE_DURABLE_KEY"] ?? "DURABLEKEY",
  eventGrid: environment["CONFORMANCE_EVENTGRID_KEY"] ?? "EVENTGRIDKEY",
});

const [pollMs, settleMs, longestStartMs] = [100, 300, 60_000];

export async function outsideSubject(
  outside: Outside,
  settings: Readonly<Record<string, string>>,
): Promise<Subject> {
  const keys = keysFrom(process.env);
  const started =
    outside.start === undefined
      ? { baseUrl: outside.baseUrl ?? "", stop: async () => undefined }
      : await start(outside.start, { settings, masterKey: keys.master });
  return {
    ...started,
    keys,
    settle: async () => wait(settleMs),
    until: async (fits, limitMs) => poll(fits, limitMs),
    pass: async (ms) => wait(ms),
  };
}

async function poll(fits: () => Promise<boolean>, limitMs: number): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (!(await fits())) {
    if (performance.now() > endMs) return false;
    await wait(pollMs);
  }
  return true;
}

async function start(
  command: string,
  { settings, masterKey }: { settings: Readonly<Record<string, string>>; masterKey: string },
): Promise<{ baseUrl: string; stop: () => Promise<void> }> {
  const scratch = mkdtempSync(join(tmpdir(), "conformance-"));
  const port = await freePort();
  const child = spawn(command.replaceAll("{port}", String(port)).replaceAll("{scratch}", scratch), {
    shell: true,
    detached: true,
    stdio: "ignore",
    env: { ...process.env, ...settings, SCRATCH: scratch },
  });
  const ended = once(child, "exit");
  const baseUrl = `http://127.0.0.1:${port}`;
  const isUp = async (): Promise<boolean> =>
    fetch(`${baseUrl}/admin/host/status?code=${masterKey}`).then(
      ({ ok }) => ok,
      () => false,
    );
  if (!(await poll(isUp, longestStartMs))) throw new Error(`Nothing answers after: ${command}`);
  return {
    baseUrl,
    stop: async () => {
      // the shell and what it has started
      if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
      await ended;
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
