import { expect, test } from "vitest";
import type { Report } from "../../src/rehearsal/report.ts";
import { runRehearsal } from "./run-rehearsal.ts";

test.for(["naive", "impatient"])(
  "a %s swap loses users' requests, and the rehearsal says so",
  { timeout: 240_000 },
  async (router) => {
    const words = ["--scenario", "kept-green", "--router", router, "--json", "-"];
    const { code, stdout, stderr } = await runRehearsal(words);
    if (stdout === "") throw new Error(`No report.\n${stderr}`);
    const report = JSON.parse(stdout) as Report;
    expect(code).toBe(1);
    expect(report).toMatchObject({ router, ok: false });
    expect(report.requests.failedBy.swap).toBeGreaterThan(20);
    expect(report.why.join(" ")).toMatch(/The swap failed \d+ requests/);
  },
);
