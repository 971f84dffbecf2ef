import { expect, test } from "vitest";
import { runOdd } from "./odd-run.ts";

const order = { seed: 20_261_128, count: 300 };

test("goes on whatever its app throws, returns or asks for", { timeout: 240_000 }, async () => {
  console.log(`seed ${order.seed}: ${order.count} odd orders`);
  expect((await runOdd(order)).wrong).toEqual([]);
});
