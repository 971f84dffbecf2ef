import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const root = join(import.meta.dirname, "../../src/cloud.ts");

export interface CloudAlone {
  /** What it prints for a shell. */
  readonly variables: Readonly<Record<string, string>>;
  readonly comments: readonly string[];
  /** Ends it as Ctrl+C does; gives all that it has told besides. */
  interrupt(): Promise<string>;
}

/** `npm run cloud` with these words, as a shell would have it. */
export async function useCloudAlone(...words: readonly string[]): Promise<CloudAlone> {
  const child = spawn(process.execPath, [root, ...words]);
  // once all that it has told is read
  const ended = once(child, "close");
  let [out, told] = ["", ""];
  child.stdout.on("data", (piece: Buffer) => (out += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (told += piece.toString()));
  onTestFinished(async () => {
    child.kill();
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", () => told.includes("is up") && resolve());
    child.once("exit", () => reject(new Error(told)));
  });
  const lines = out.trim().split("\n");
  const pairs = lines.flatMap((line) => [.../^export (\w+)='(.*)'$/g[Symbol.matchAll](line)]);
  return {
    variables: Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, value])),
    comments: lines.filter((line) => line.startsWith("#")),
    interrupt: async () => {
      child.kill("SIGINT");
      await ended;
      return told;
    },
  };
}

export async function endOf(...words: readonly string[]): Promise<{ code: unknown; told: string }> {
  const child = spawn(process.execPath, [root, ...words], { stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr.on("data", (piece: Buffer) => (told += piece.toString()));
  const [code] = (await once(child, "close")) as readonly unknown[];
  return { code, told };
}
