import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Arm } from "./bench-engine.ts";

interface Order {
  readonly arm: Arm;
  readonly from: number;
  readonly folder: string;
}

const [warmUps, measured, callersAtOnce] = [50, 400, 16];

/** Orchestrations per second that an app's HTTP function starts through the real durable client, until all have ended. */
export async function measureClient({ arm, from, folder }: Order): Promise<number> {
  const words = [join(import.meta.dirname, "serve.ts"), arm, folder];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const baseUrl = await baseUrlFrom(child.stdout);
    await runThrough(baseUrl, { from, count: warmUps });
    const startedMs = performance.now();
    await runThrough(baseUrl, { from, count: measured });
    return measured / ((performance.now() - startedMs) / 1000);
  } finally {
    child.kill();
  }
}

async function baseUrlFrom(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) return line;
  throw new Error("The host did not come up.");
}

async function runThrough(baseUrl: string, { from, count }: { from: number; count: number }): Promise<void> {
  const ids: string[] = [];
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const answer = await fetch(`${baseUrl}/api/begin`, {
        method: "POST",
        body: JSON.stringify({ steps: 5, from }),
      });
      ids.push(((await answer.json()) as { id: string }).id);
    }
  };
  await Promise.all(Array.from({ length: callersAtOnce }, caller));
  for (const id of ids) await endOf(baseUrl, id, from + 15);
}

async function endOf(baseUrl: string, id: string, output: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`${baseUrl}/runtime/webhooks/durabletask/instances/${id}?code=bench`);
    const status = (await answer.json()) as { runtimeStatus: string; output: unknown };
    if (status.runtimeStatus === "Completed" && status.output === output) return;
    if (!["Pending", "Running"].includes(status.runtimeStatus)) {
      throw new Error(`${id} ended with ${JSON.stringify(status)}.`);
    }
  }
}
