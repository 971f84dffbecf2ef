import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parseArguments } from "../../src/rehearsal/arguments.ts";
import { odd } from "./odd-pairs.ts";
import { runRehearsal } from "./run-rehearsal.ts";

test("--list names every scenario with a sentence", async () => {
  const { code, stdout } = await runRehearsal(["--list"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^happy-path +\S.+\.$/m);
});

test("--list --json - gives name, sentence and expected end of every scenario", async () => {
  const { code, stdout } = await runRehearsal(["--list", "--json", "-"]);
  const list = JSON.parse(stdout) as { name: string; sentence: string; expected: object }[];
  expect(code).toBe(0);
  expect(list.map(({ name }) => name)).toEqual([
    "happy-path",
    "kept-green",
    "attached-resources",
    "federated-identity",
    "second-upgrade",
    "duplicate-events",
    "sick-under-traffic",
    "rollback-over-http",
    "rollback-after-completion",
    "bad-green",
    "frozen-front-door",
    "stuck-edge",
    "both-sick",
    "hand-edited-route",
    "late-patch",
    "rollback-races-swap",
    "storage-outage",
    "throttled-soak",
    "halted-and-sick",
    "metrics-gap",
    "slow-dns",
    "hand-before-stop",
    "dead-owner",
    "owner-failed",
    "rollback-from-stopped",
    "rollback-twice",
    "unstoppable-previous",
    "progressive",
    "origin-mode",
    "two-routes",
    "classic",
    "new-address",
    "partners-endpoint",
    "foreign-route",
    "locked-origin",
    "locked-origin-steps",
    "sticky-sessions",
    "quota-short",
    "not-ready",
    "killed-midway",
    "no-quota",
    "busy-azure",
    "three-minors",
    "out-of-support-blue",
    "throttled-hard",
    "foreign-operation",
    "drain-fails",
    "auto-upgraded-meanwhile",
    "abort-while-building",
  ]);
  expect(list[0]?.expected).toEqual({ outcome: "completed", active: "green" });
});

test.for([
  { words: ["--scenario", "sad-path"], says: "--scenario takes one of happy-path, all" },
  { words: ["--router", "clever"], says: "--router takes one of route, naive, impatient" },
  { words: ["--seed", "one"], says: "--seed takes a whole number" },
  { words: ["--speed", "-1"], says: "--speed" },
  { words: ["--requests", "3"], says: "--requests takes a whole number from 4 to 1000" },
  { words: ["--fast"], says: "--fast" },
  { words: ["happy-path"], says: "happy-path" },
])("$words is refused with a reason", ({ words, says }) => {
  expect(() => parseArguments(words, ["happy-path"])).toThrow(says);
});

test.for([
  { words: ["--seed", "one"], says: "--seed takes a whole number" },
  { words: ["--pair", "no/such.json"], says: "no/such.json" },
  { words: ["--json", "no/such/report.json"], says: "no/such/report.json" },
  { words: ["--record", "no/such/exchanges.jsonl"], says: "no/such/exchanges.jsonl" },
])("$words is refused with exit code 2 and a reason", async ({ words, says }) => {
  const { code, stdout, stderr } = await runRehearsal(words);
  expect(code).toBe(2);
  // the last line is what stays in sight
  expect(stderr.trimEnd().split("\n").at(-1)).toContain(says);
  expect(stdout).toBe("");
});

test("a scenario that does not fit the pair file, or ignores the router, is refused with the reason", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pair-"));
  onTestFinished(async () => rm(folder, { recursive: true }));
  const file = join(folder, "classic.json");
  await writeFile(file, JSON.stringify(odd.classic));
  for (const [words, why] of [
    [
      ["--scenario", "locked-origin", "--pair", file],
      "locked-origin is not run: it is about Front Door Standard",
    ],
    [["--scenario", "bad-green", "--router", "naive"], "bad-green is not run: it moves no users"],
  ] as const) {
    const { code, stderr } = await runRehearsal(words);
    expect(code).toBe(2);
    expect(stderr.trimEnd().split("\n").at(-1)).toContain(why);
  }
});

test("--help tells every option", async () => {
  const { code, stdout } = await runRehearsal(["--help"]);
  expect(code).toBe(0);
  for (const option of [
    "scenario",
    "list",
    "seed",
    "speed",
    "requests",
    "router",
    "json",
    "record",
    "pair",
  ]) {
    expect(stdout).toContain(`--${option}`);
  }
});
