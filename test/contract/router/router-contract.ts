import { beforeEach, describe, expect, test } from "vitest";
import type { Pair } from "../../../src/domain/environment/pair.ts";
import { activeColor, type RouterState } from "../../../src/domain/swap/layout.ts";
import {
  nextWrite,
  withChange,
  type RouterWrite,
  type RouterChange,
} from "../../../src/domain/swap/protocol.ts";
import { blockingInspection } from "./blocking-inspection.ts";
import { routerFindings } from "../../../src/domain/upgrade/router-findings.ts";
import { OutsideError } from "../../../src/workflow/errors.ts";
import type { Router } from "../../../src/workflow/ports.ts";

/** A router at rest, users on blue, and the Azure behind it. */
export interface RouterSubject {
  readonly router: Router;
  readonly pair: Pair;
  /** So long that every long-running operation has ended. */
  pass(): Promise<void>;
  /** From now on every write is refused. */
  freeze(): void;
}

const green = (step: RouterChange["step"], percent = 100): RouterChange => ({
  step,
  candidate: "green",
  percent,
});

/** They are what was read, and no rule of the swap foretells them. */
const withoutWays = ({ ways: _ways, ...layout }: RouterState): Omit<RouterState, "ways"> => layout;

/** What every adapter of a router promises, and the fake too. */
export function routerContract(name: string, open: () => Promise<RouterSubject>): void {
  describe(`${name}`, () => {
    let subject: RouterSubject;
    let read: () => Promise<RouterState>;

    beforeEach(async () => {
      subject = await open();
      read = async () => subject.router.read(subject.pair);
    });

    /** As the story does it: read, compare, write, wait, read back. Gives the writes it took. */
    const make = async (change: RouterChange): Promise<readonly RouterWrite[]> => {
      const writes: RouterWrite[] = [];
      for (
        let write = nextWrite(await read(), change);
        write !== undefined;
        write = nextWrite(await read(), change)
      ) {
        if (writes.length > 5) throw new Error(`the change does not become true: ${JSON.stringify(writes)}`);
        writes.push(write);
        const handle = await subject.router.begin(subject.pair, write);
        await subject.pass();
        let progress = await subject.router.poll(handle);
        if (progress.kind === "running") progress = await subject.router.poll(handle);
        expect(progress.kind).toBe("succeeded");
      }
      return writes;
    };

    test("at rest tells the layout as the plan wants it, and who is active", async () => {
      const state = await read();
      expect(activeColor(state)).toBe("blue");
      expect(state.underWay).toBeNull();
      expect(routerFindings(subject.pair, state)).toEqual([]);
      expect(blockingInspection(subject.pair, await subject.router.inspect(subject.pair))).toEqual([]);
    });

    test.for(["stage", "swap", "rollBack", "retire"] as const)(
      "%s changes what it says and nothing else",
      async (step) => {
        const staged = step === "rollBack" || step === "retire" ? (["stage", "swap"] as const) : [];
        for (const before of staged) await make(green(before));
        const expected = withChange(await read(), green(step));
        await make(green(step));
        expect(withoutWays(await read())).toEqual(withoutWays(expected));
      },
    );

    test("one write moves users, and one takes them back", async () => {
      await make(green("stage"));
      expect(await make(green("swap"))).toHaveLength(1);
      expect(activeColor(await read())).toBe("green");
      expect(await make(green("rollBack"))).toHaveLength(1);
      expect(activeColor(await read())).toBe("blue");
    });

    test("a whole upgrade and the way back after it leave the layout as it was", async () => {
      const before = await read();
      for (const step of ["stage", "swap", "retire"] as const) await make(green(step));
      expect(routerFindings(subject.pair, await read())).toEqual([]);
      const blue = (step: RouterChange["step"]): RouterChange => ({ step, candidate: "blue", percent: 100 });
      for (const step of ["stage", "swap", "retire"] as const) await make(blue(step));
      expect(await read()).toEqual(before);
    });

    test("a change that is true needs no write", async () => {
      await make(green("stage"));
      await make(green("swap"));
      expect(await make(green("swap"))).toEqual([]);
    });

    test("a refusal tells the code and changes nothing", async () => {
      await make(green("stage"));
      const before = await read();
      subject.freeze();
      const write = nextWrite(before, green("swap"));
      if (write === undefined) throw new Error("there is nothing to write");
      const refused = await subject.router.begin(subject.pair, write).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(OutsideError);
      expect((refused as OutsideError).trouble.code).not.toBe("");
      expect(await read()).toEqual(before);
    });
  });
}

/** Whatever reads the whole profile. */
export function waysContract(name: string, open: () => Promise<RouterSubject>): void {
  test(`${name} tells where users can get to, at rest and while both environments are in use`, async () => {
    const subject = await open();
    const { router, pair } = subject;
    const reached = async () => {
      const { ways, strangers } = await router.read(pair);
      expect(ways.length).toBeGreaterThan(0);
      expect(ways.filter((way) => way.kind === "other")).toEqual([]);
      expect(strangers).toEqual([]);
      return new Set(ways.flatMap((way) => way.colors));
    };
    const make = async (step: RouterChange["step"]) => {
      for (let writes = 0; writes < 5; writes += 1) {
        const write = nextWrite(await router.read(pair), green(step));
        if (write === undefined) return;
        const handle = await router.begin(pair, write);
        await subject.pass();
        if ((await router.poll(handle)).kind === "running") await router.poll(handle);
      }
    };
    expect(await reached()).toEqual(new Set(["blue"]));
    await make("stage");
    await make("swap");
    expect(await reached()).toEqual(new Set(["blue", "green"]));
    await make("retire");
    expect(await reached()).toEqual(new Set(["green"]));
  });
}

/** Only where a router can share users by weight. */
export function sharesContract(name: string, open: () => Promise<RouterSubject>): void {
  test(`${name} gives the candidate a rising share, one write a step, and all of it in the end`, async () => {
    const subject = await open();
    const { router, pair } = subject;
    const make = async (change: RouterChange): Promise<number> => {
      for (let writes = 0; writes < 5; writes += 1) {
        const write = nextWrite(await router.read(pair), change);
        if (write === undefined) return writes;
        const handle = await router.begin(pair, write);
        await subject.pass();
        if ((await router.poll(handle)).kind === "running") await router.poll(handle);
      }
      throw new Error("the change does not become true");
    };
    await make(green("stage"));
    await make(green("prepare", 5));
    expect(await make(green("swap", 5))).toBe(1);
    for (const percent of [25, 50, 90, 100]) expect(await make(green("share", percent))).toBe(1);
    expect(activeColor(await router.read(pair))).toBe("green");
  });
}
