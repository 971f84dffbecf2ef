import { expect, test } from "vitest";
import { runChaos } from "./chaos-run.ts";

const order = { seed: 20_261_105, kills: 42, orchestrations: 66 };

test("comes to every result and every count, whenever it is killed", { timeout: 240_000 }, async () => {
  console.log(`seed ${order.seed}: ${order.kills} kills over ${order.orchestrations} orchestrations`);
  const { wrong, restartMs, activities } = await runChaos(order);
  expect(wrong).toEqual([]);
  expect(activities).toBeGreaterThan(order.orchestrations * 3);
  const sorted = restartMs.toSorted((one, other) => one - other);
  expect(sorted.length).toBeGreaterThan(order.kills / 2);
  // the quickest quarter: tests beside this one take both cores at times, and a slow start would slow down every one
  expect(sorted[Math.floor(sorted.length / 4)]).toBeLessThan(2_000);
});
