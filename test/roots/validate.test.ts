import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownPair, pairsFolder } from "../support/pairs-folder.ts";

const project = join(import.meta.dirname, "../..");

function validate(...words: readonly string[]): { code: number | null; lines: string[]; stderr: string } {
  const ran = spawnSync(process.execPath, ["src/validate.ts", ...words], { cwd: project, encoding: "utf8" });
  return { code: ran.status, lines: ran.stdout.trimEnd().split("\n"), stderr: ran.stderr };
}

test("pair files with nothing wrong are said to be fine", () => {
  const folder = pairsFolder({ "shop.json": ownPair("shop"), "news.json": ownPair("news") });
  expect(validate("--deploy", folder)).toEqual({
    code: 0,
    lines: [`2 pair files in ${folder}, nothing wrong.`],
    stderr: "",
  });
});

test("each fault is one line with file, path, problem and fix, and the exit code is 1", () => {
  const news = ownPair("news");
  const folder = pairsFolder({
    "shop.json": ownPair("shop"),
    "news.json": { ...news, environments: { ...news.environments, green: news.environments.blue } },
    "old.json": { ...ownPair("old"), versionPolicy: { pinned: "1.30" } },
    "worse.json": "{",
  });
  const { code, lines } = validate(folder);
  expect(code).toBe(1);
  expect(lines.at(-1)).toBe(`4 faults in the pair files of ${folder}.`);
  expect(lines.slice(0, -1).map((line) => line.split(": ").slice(0, 2).join(": "))).toEqual([
    "news.json: environments.green.clusterId",
    "news.json: environments.green.originHost",
    "old.json: versionPolicy.pinned",
    "worse.json: (whole file)",
  ]);
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/\. Fix: .+\.$/);
});

describe("a sample", () => {
  test("is fine in a repository, and named: this repository's own is one", () => {
    expect(validate()).toMatchObject({
      code: 0,
      lines: ["1 pair file in pairs, nothing wrong. shop.json: a sample, not to be deployed."],
    });
  });

  test("is not deployed", () => {
    const { code, lines } = validate("--deploy");
    expect(code).toBe(1);
    expect(lines[0]).toContain("shop.json: (whole file): is a sample");
  });
});

test("a folder without pair files is a mistake, not a success", () => {
  const folder = pairsFolder({ "README.md": "" });
  expect(validate(folder)).toMatchObject({
    code: 1,
    lines: [expect.stringContaining("holds no pair file"), expect.any(String)],
  });
});

describe("how it is called", () => {
  test("--help tells it, and reads nothing", () => {
    const { code, lines } = validate("--help", "/no/such/folder");
    expect(code).toBe(0);
    expect(lines.join("\n")).toContain("npm run validate -- [options] [FOLDER]");
  });

  test.for([["--all"], ["/no/such/folder"], ["pairs", "pairs"], ["package.json"]])(
    "%s is refused with what is possible, by exit code 2",
    (words, { expect }) => {
      const { code, stderr } = validate(...words);
      expect(code).toBe(2);
      expect(stderr).toContain("Exit code 0");
    },
  );

  test("azd calls it before it deploys anything, in both shells", () => {
    const hooks = readFileSync(join(project, "azure.yaml"), "utf8")
      .split("predeploy:")[1]
      ?.split("postdeploy:")[0];
    expect(hooks?.match(/run: npm run --silent validate:deployment$/gm)).toHaveLength(2);
    const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(scripts["validate:deployment"]).toBe(`${scripts["validate"]} --deploy`);
  });
});
