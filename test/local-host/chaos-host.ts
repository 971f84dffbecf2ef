import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const root = join(import.meta.dirname, "../..");

/** A host process that is killed again and again; whoever asks it something waits for the next one. */
export interface MortalHost {
  /** Asks until a host has answered. */
  ask(method: "GET" | "POST", path: string, body?: unknown): Promise<Answer>;
  /** A new process; resolves once it serves. */
  start(): Promise<{ readonly ms: number }>;
  kill(): Promise<void>;
  /** What hosts have said on their way out, other than by being killed. */
  readonly lastWords: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

const key = "chaos";

export function mortalHost(stateFolder: string, app = "chaos"): MortalHost {
  const lastWords: string[] = [];
  let child: ChildProcess | undefined;
  let up = Promise.withResolvers<string>();
  let isUp = false;
  const start: MortalHost["start"] = async () => {
    const startedMs = performance.now();
    const started = launch({ stateFolder, app }, lastWords);
    child = started;
    const baseUrl = await baseUrlOf(started);
    if (baseUrl === undefined) return { ms: Number.POSITIVE_INFINITY };
    await fetch(`${baseUrl}/runtime/webhooks/durabletask/instances?top=1&code=${key}`).catch(() => undefined);
    if (child !== started || started.signalCode !== null) return { ms: Number.POSITIVE_INFINITY };
    isUp = true;
    up.resolve(baseUrl);
    return { ms: performance.now() - startedMs };
  };
  const ask: MortalHost["ask"] = async (method, path, body) => {
    for (;;) {
      const baseUrl = await up.promise;
      try {
        return await exchange(`${baseUrl}${path}`, method, body);
      } catch {
        // killed in the middle; what it has done, the next one knows
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  };
  const kill: MortalHost["kill"] = async () => {
    // who waits already goes on waiting
    if (isUp) up = Promise.withResolvers();
    isUp = false;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return { ask, start, kill, lastWords };
}

function launch(
  { stateFolder, app }: { stateFolder: string; app: string },
  lastWords: string[],
): ChildProcess {
  const words = ["--app", join(root, "test/apps", app), "--port", "0", "--state", stateFolder];
  const child = spawn(process.execPath, [join(root, "src/host.ts"), ...words], {
    cwd: root,
    env: { ...process.env, LOCAL_HOST_DURABLE_KEY: key },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += String(chunk);
  });
  child.once("exit", (code, signal) => {
    if (signal !== "SIGKILL") lastWords.push(`ended with ${String(code)}: ${errors}`);
  });
  return child;
}

/** undefined: it was killed before. */
async function baseUrlOf({ stdout }: ChildProcess): Promise<string | undefined> {
  if (stdout === null) return undefined;
  for await (const line of createInterface(stdout)) {
    const baseUrl = /^Host is up on (.+)$/.exec(line)?.[1];
    if (baseUrl !== undefined) return baseUrl;
  }
  return undefined;
}

async function exchange(url: string, method: string, body: unknown): Promise<Answer> {
  const given = new URL(url);
  given.searchParams.set("code", key);
  const response = await fetch(given, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const text = await response.text();
  return { status: response.status, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
