import { execFile } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

const project = join(import.meta.dirname, "../..");

test.for(
  [
    "src/rehearse.ts",
    "src/host.ts",
    "src/cloud.ts",
    "src/replay.ts",
    "src/validate.ts",
    "test/bench/bench.ts",
  ].map((root) => [root] as const),
)("%s says last, under its help, what is wrong with its arguments", async ([root]) => {
  const { code, stdout, stderr } = await started(root, "--no-such-option");
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/ --help|NAME/);
  expect(stderr.trimEnd().split("\n").at(-1)).toContain("--no-such-option");
});

async function started(root: string, ...words: string[]) {
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [join(project, root), ...words], (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}
