import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const project = join(import.meta.dirname, "../..");

/** Starts a root on this Node, which says of itself that it is another one. */
function startedOn(version: string, root: string) {
  const claim = `Object.defineProperty(process, "version", { value: "${version}" })`;
  const words = ["--import", `data:text/javascript,${encodeURIComponent(claim)}`, `src/${root}`, "--help"];
  return spawnSync(process.execPath, words, { cwd: project, encoding: "utf8" });
}

describe("on a Node that is too old", () => {
  test.for(["cloud.ts", "host.ts", "rehearse.ts", "replay.ts", "validate.ts"])(
    "%s ends in one line that says so, and what to do",
    (root, { expect }) => {
      const { status, stdout, stderr } = startedOn("v22.18.0", root);
      expect({ status, stdout, lines: stderr.trimEnd().split("\n") }).toEqual({
        status: 2,
        stdout: "",
        lines: [expect.stringMatching(/^Node v22\.18\.0 runs this, and it needs Node >=24\..*npm run/)],
      });
    },
  );
});

test("the sources, the pinned Node and the README ask for the same one", () => {
  const read = (file: string) => readFileSync(join(project, file), "utf8");
  const { engines, devDependencies } = JSON.parse(read("package.json")) as {
    engines: { node: string };
    devDependencies: { node: string };
  };
  const [major] = devDependencies.node.split(".");
  expect(engines.node).toBe(`>=${major}`);
  const named = [...read("README.md").matchAll(/\bNode (\d+)/g)].map(([, number]) => number);
  expect(new Set(named)).toEqual(new Set([major]));
});

test("a newer one is as good", () => {
  expect(startedOn("v26.1.0", "validate.ts")).toMatchObject({ status: 0, stderr: "" });
});
