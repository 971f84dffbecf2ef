import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { statedRows } from "../matrix/stated-minutes.ts";

const page = readFileSync(join(import.meta.dirname, "../../docs/way-back.md"), "utf8");

/** Without the blanks that a formatter adds. */
const tight = (line: string): string => line.replaceAll(/\s+/g, " ").trim();

test("the page about the way back states the minutes that the fault matrix holds every story to", () => {
  const rows = page.split("\n").map(tight);
  expect(
    statedRows()
      .map(tight)
      .filter((row) => !rows.includes(row)),
  ).toEqual([]);
});
