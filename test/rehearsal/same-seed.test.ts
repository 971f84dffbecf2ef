import { expect, test } from "vitest";
import { rehearsed } from "./run-rehearsal.ts";

test("the same seed gives the same rehearsal, another seed another one", async () => {
  const hashOf = async (seed: string) => (await rehearsed("kept-green", "--seed", seed)).traceHash;
  const [first, second, other] = [await hashOf("1"), await hashOf("1"), await hashOf("2")];
  expect(second).toBe(first);
  expect(other).not.toBe(first);
}, 360_000);
