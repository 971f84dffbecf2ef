import { spawn } from "node:child_process";
import { join } from "node:path";

const project = join(import.meta.dirname, "../../..");

/** What an app would do, in a process of its own: the variables count only from its start. It says one line of JSON. */
export async function runApp(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<unknown> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: project,
    env: { PATH: process.env["PATH"], ...environment },
  });
  let [out, error] = ["", ""];
  child.stdout.on("data", (piece: Buffer) => (out += piece.toString()));
  child.stderr.on("data", (piece: Buffer) => (error += piece.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  if (out === "") throw new Error(error);
  return JSON.parse(out);
}
