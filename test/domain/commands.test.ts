import { describe, expect, test } from "vitest";
import { allowedCommands, beforeSwap, may, type Position } from "../../src/domain/upgrade/commands.ts";
import { phases, type Phase } from "../../src/domain/upgrade/phases.ts";

const held = (phase: "paused" | "halted", left: Phase): Position => ({ phase, in: left });
const at = (phase: Exclude<Phase, "paused" | "halted">): Position => ({ phase });
const straight = phases.filter((phase) => phase !== "paused" && phase !== "halted");

describe("an operation", () => {
  test.for(straight)("in %s can be aborted only while no traffic has moved", (phase) => {
    expect(may("abort", at(phase))).toBe((beforeSwap as readonly Phase[]).includes(phase));
  });

  test.for(straight)("in %s can be rolled back only once the swap has begun", (phase) => {
    expect(may("rollBack", at(phase))).toBe(["swapping", "soaking", "retiring"].includes(phase));
  });

  test("never allows abort and roll back at once", () => {
    const positions = straight.flatMap((phase) => [at(phase), held("paused", phase), held("halted", phase)]);
    expect(positions.filter((position) => may("abort", position) && may("rollBack", position))).toEqual([]);
  });

  test("keeps its way out while it is paused or halted", () => {
    expect(allowedCommands(held("paused", "building"))).toEqual(["resume", "abort"]);
    expect(allowedCommands(held("paused", "soaking"))).toEqual(["resume", "rollBack"]);
    expect(allowedCommands(held("halted", "swapping"))).toEqual(["resume", "rollBack"]);
  });

  test("halted on its way back can only be resumed, because no side is known good", () => {
    expect(allowedCommands(held("halted", "rollingBack"))).toEqual(["resume"]);
  });

  test("is approved only where it waits for that", () => {
    expect(straight.filter((phase) => may("approve", at(phase)))).toEqual(["waitingForApproval"]);
  });
});
