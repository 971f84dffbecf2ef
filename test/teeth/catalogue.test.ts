import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { catalogue } from "./catalogue.ts";

const root = join(import.meta.dirname, "../..");

test("there are many planted bugs, each by a name of its own", () => {
  expect(catalogue.length).toBeGreaterThanOrEqual(60);
  expect(new Set(catalogue.map((bug) => bug.name)).size).toBe(catalogue.length);
});

describe("a planted bug changes one place that is there, and names who notices", () => {
  test.for(catalogue)("$name", ({ file, find, replace, caughtBy }, { expect }) => {
    const text = readFileSync(join(root, file), "utf8");
    expect(text.split(find).length - 1, `${file} holds it once: ${find}`).toBe(1);
    expect(replace).not.toBe(find);
    expect(caughtBy.filter((suite) => !existsSync(join(root, suite)))).toEqual([]);
    expect(caughtBy).not.toEqual([]);
  });
});
