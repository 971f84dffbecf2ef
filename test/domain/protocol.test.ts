import { describe, expect, test } from "vitest";
import type { GroupState, RouterState } from "../../src/domain/swap/layout.ts";
import { nextWrite, withChange, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { aGroup, aRouter, aSharedRouter } from "../support/a-router.ts";

const change = (step: RouterChange["step"], percent = 100): RouterChange => ({
  step,
  candidate: "green",
  percent,
});
const through = (router: RouterState, ...steps: RouterChange["step"][]) =>
  steps.reduce((made, step) => withChange(made, change(step)), router);

describe("users are moved by one write of their route", () => {
  test("to the candidate, and back", () => {
    const staged = through(aRouter("blue"), "stage");
    expect(nextWrite(staged, change("swap"))).toEqual({ kind: "route", to: "green" });
    const swapped = through(staged, "swap");
    expect(nextWrite(swapped, change("swap"))).toBeUndefined();
    expect(nextWrite(swapped, change("rollBack"))).toEqual({ kind: "route", to: "blue" });
  });

  test("also where it points there already, but is disabled", () => {
    const disabled = aRouter("blue", { routeEnabled: false });
    expect(nextWrite(disabled, change("rollBack"))).toEqual({ kind: "route", to: "blue" });
  });

  test("and what a hand has disabled in the group they are taken back to is enabled first", () => {
    const [own, other] = aGroup("blue").entries;
    if (own === undefined || other === undefined) throw new Error("no entries");
    const blue: GroupState = aGroup("blue", { entries: [{ ...own, enabled: false }, other] });
    const touched = { ...through(aRouter("green")), groups: { blue, green: aGroup("green") } };
    expect(nextWrite(touched, change("rollBack"))).toEqual({
      kind: "entry",
      group: "blue",
      origin: "blue",
      set: { enabled: true },
    });
  });

  test("the group that they are on is never written before that", () => {
    for (const step of ["stage", "prepare"] as const) {
      const write = nextWrite(aRouter("blue"), change(step, 5));
      expect(write).toMatchObject({ kind: "entry", group: "green" });
    }
  });

  test("retiring disables the previous in the candidate's group, and nothing else", () => {
    expect(nextWrite(through(aRouter("blue"), "stage", "swap"), change("retire"))).toEqual({
      kind: "entry",
      group: "green",
      origin: "blue",
      set: { enabled: false },
    });
  });
});

describe("in one group for all routes", () => {
  const swapped = through(aSharedRouter("blue"), "swap");

  test("the candidate's priority moves users, and its disabling takes them back", () => {
    expect(nextWrite(aSharedRouter("blue"), change("swap"))).toMatchObject({
      origin: "green",
      set: { enabled: true, priority: 1 },
    });
    expect(nextWrite(swapped, change("rollBack"))).toMatchObject({
      origin: "green",
      set: { enabled: false },
    });
  });

  test("a previous that has been retired comes back before the candidate goes: one of them is always there", () => {
    const retired = through(swapped, "retire");
    expect(nextWrite(retired, change("rollBack"))).toMatchObject({ origin: "blue", set: { enabled: true } });
  });
});
