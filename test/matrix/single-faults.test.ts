import { expect, test } from "vitest";
import { orchestrators } from "../../src/workflow/register.ts";
import type { Cell } from "./cell.ts";
import { judgeCell } from "./judge-cell.ts";
import { seed, unsafeInPart } from "./part-of-matrix.ts";

test(
  `whatever single call goes wrong (seed ${seed}, the first half of a thousand stories), every promise is kept`,
  { timeout: 300_000 },
  async () => {
    expect(await unsafeInPart(0, 2)).toEqual([]);
  },
);

// oxlint-disable-next-line require-yield
function* nothing() {
  return null;
}

test("without the watch users stay on an environment that turns sick after its owner has died", async () => {
  const cell: Cell = {
    mode: "full",
    operation: "takeOver",
    candidate: "swapping",
    previous: "never",
    faults: [],
  };
  expect((await judgeCell(cell)).broken).toEqual([]);
  const { broken } = await judgeCell(cell, { stories: { ...orchestrators, watch: nothing } });
  expect(broken.map(({ promise }) => promise)).toContain(
    "users leave a sick environment within the stated minutes while the other one is well",
  );
});
