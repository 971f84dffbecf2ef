import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { keys } from "./use-host.ts";

export interface HostProcess {
  readonly baseUrl: string;
  readonly lines: readonly string[];
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; errors: string }>;
}

const root = join(import.meta.dirname, "../..");

const environment = {
  LOCAL_HOST_MASTER_KEY: keys.master,
  LOCAL_HOST_FUNCTION_KEY: keys.functions,
  LOCAL_HOST_DURABLE_KEY: keys.durable,
  LOCAL_HOST_EVENTGRID_KEY: keys.eventGrid,
};

/** `src/host.ts` as a process of its own, up and answering. */
export async function useHostProcess(words: readonly string[]): Promise<HostProcess> {
  const child = start(words);
  const lines: string[] = [];
  const errors = collect(child);
  const ended = once(child, "exit");
  if (child.stdout === null) throw new Error("The process has no output.");
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    const baseUrl = /^Host is up on (.+)$/.exec(line)?.[1];
    if (baseUrl === undefined) continue;
    return {
      baseUrl,
      lines,
      kill: async (signal) => {
        child.kill(signal);
        const [code] = (await ended) as [number | null];
        return { code, errors: errors() };
      },
    };
  }
  throw new Error(`The host did not come up: ${errors()}`);
}

/** For a host that is not to come up. */
export async function runToEnd(
  words: readonly string[],
): Promise<{ code: number | null; output: string; errors: string }> {
  const child = start(words);
  const errors = collect(child);
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += String(chunk);
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return { code, output, errors: errors() };
}

function start(words: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [join(root, "src/host.ts"), ...words], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

function collect(child: ChildProcess): () => string {
  let text = "";
  child.stderr?.on("data", (chunk) => {
    text += String(chunk);
  });
  return () => text;
}
