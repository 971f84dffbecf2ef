import { describe, expect, test } from "vitest";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import { OutsideError } from "../../src/workflow/errors.ts";
import { aStory, type Story } from "./a-story.ts";

const minute = 60_000;

const refusal = (retryAfterSeconds?: number) =>
  new OutsideError({
    reaction: "later",
    code: "ServiceUnavailable",
    message: "busy",
    resource: "everything",
    fix: "Wait.",
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

/** A person wants users back while it soaks; something is wrong from that moment on, for so many minutes. */
function aWayBack(
  arrange: (story: Story) => () => void,
  minutes = 0,
): { story: Story; mended: () => number; play: () => Promise<unknown> } {
  const story = aStory({ soakMinutes: 600 });
  let mendedMs = 0;
  story.sendIn("soaking", "rollBack", () => {
    const mend = arrange(story);
    mendedMs = story.stage.nowMs + minutes * minute;
    if (minutes > 0) story.stage.at(mendedMs, mend);
  });
  return { story, mended: () => mendedMs, play: async () => story.stage.play("upgrade") };
}

const nothing = () => undefined;
const freeze = (story: Story) => {
  story.azure.frozen = "ServiceUnavailable";
  return () => (story.azure.frozen = undefined);
};
/** When the route was written back. */
const routeBackAt = (story: Story): number =>
  Date.parse(story.told().findLast((entry) => entry.event === "route.written")?.at ?? "");

/** The previous environment as standby in the candidate's group, enabled or not, by somebody's hand. */
function standby(story: Story, enabled: boolean): void {
  const { router } = story.azure;
  const entries = router.groups.green.entries.map((entry) =>
    entry.color === "blue" ? { ...entry, enabled } : entry,
  );
  const groups: RouterState["groups"] = { ...router.groups, green: { ...router.groups.green, entries } };
  story.azure.router = { ...router, groups };
}

describe("the lever is tried until users are back", () => {
  test("over a record that cannot be written for two minutes, with Front Door frozen", async () => {
    const { story, mended, play } = aWayBack((one) => {
      const { records } = one.azure.ports;
      const write = records.write.bind(records);
      records.write = async () => Promise.reject(refusal());
      const thaw = freeze(one);
      one.stage.at(one.stage.nowMs + 90 * minute, thaw);
      return () => (records.write = write);
    }, 2);
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.at("gate.closed") - mended()).toBeLessThanOrEqual(20_000);
    expect(story.at("gate.closed") - mended()).toBeGreaterThanOrEqual(0);
  });

  test("over a journal that wants to be left alone for five minutes, and is", async () => {
    const asked: number[] = [];
    const { story, play } = aWayBack((one) => {
      const { journals } = one.azure.ports;
      const append = journals.append.bind(journals);
      const busyUntil = one.stage.nowMs + 5 * minute;
      journals.append = async (...given) => {
        asked.push(one.stage.nowMs);
        return one.stage.nowMs < busyUntil ? Promise.reject(refusal(300)) : append(...given);
      };
      return nothing;
    });
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    const [first = 0, second = 0] = asked;
    expect(second - first).toBeGreaterThanOrEqual(5 * minute);
    expect(story.at("gate.closed") - first).toBeLessThanOrEqual(minute);
  });

  test("over a runtime that begins no watch for half an hour", async () => {
    const { story, play } = aWayBack((one) => {
      const { operations } = one.stage;
      const begin = operations.startWatch.bind(operations);
      operations.startWatch = async () => Promise.reject(refusal());
      return () => (operations.startWatch = begin);
    }, 30);
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.at("gate.closed") - story.at("rollback.begun")).toBeLessThanOrEqual(minute);
  });

  test("by what is known of the router, where it cannot be read", async () => {
    const { story, play } = aWayBack((one) => {
      const { router } = one.azure.ports;
      const read = router.read.bind(router);
      router.read = async () => Promise.reject(refusal());
      return () => (router.read = read);
    }, 30);
    let written = Infinity;
    story.azure.onWrite = (write) => {
      if (write === "route to blue") written = story.stage.nowMs;
    };
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.at("gate.closed") - story.at("rollback.begun")).toBeLessThanOrEqual(minute);
    expect(written - story.at("rollback.begun")).toBeLessThanOrEqual(2 * minute);
  });

  test("again once a hand has made it useful", async () => {
    const { story, mended, play } = aWayBack((one) => {
      standby(one, false);
      const thaw = freeze(one);
      one.stage.at(one.stage.nowMs + 120 * minute, thaw);
      return () => standby(one, true);
    }, 10);
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.at("gate.closed") - mended()).toBeLessThanOrEqual(minute);
  });

  test("by our own looks, which go on while Front Door takes no write and tells nothing", async () => {
    const { story, mended, play } = aWayBack((one) => {
      one.azure.healthOf.blue = null;
      const { gates } = one.azure.ports;
      const ask = gates.ask.bind(gates);
      gates.ask = async (pair, color) =>
        color === "blue" ? { kind: "unreachable", why: "ETIMEDOUT" } : ask(pair, color);
      const thaw = freeze(one);
      one.stage.at(one.stage.nowMs + 90 * minute, thaw);
      return () => (gates.ask = ask);
    }, 6);
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.at("gate.closed") - mended()).toBeLessThanOrEqual(minute);
  });

  test("and two bad answers of the way back are a blip: nobody is halted", async () => {
    const { story, play } = aWayBack((one) => {
      const { gates } = one.azure.ports;
      const ask = gates.ask.bind(gates);
      let bad = 2;
      gates.ask = async (pair, color) => {
        if (color !== "blue" || bad === 0) return ask(pair, color);
        bad -= 1;
        return { kind: "unhealthy", color: "blue", epoch: 1 };
      };
      return nothing;
    });
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.events()).not.toContain("operation.halted");
    expect(story.azure.writes).toContain("close green's gate");
  });
});

describe("a way back that is not well", () => {
  test("halts, is looked at again all the while, and is taken once it is well, without a person", async () => {
    const { story, mended, play } = aWayBack((one) => {
      one.azure.sick.add("blue");
      one.azure.gates.blue = "unhealthy";
      return () => {
        one.azure.sick.delete("blue");
        one.azure.gates.blue = "open";
      };
    }, 60);
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.events()).toContain("operation.halted");
    expect(story.at("gate.closed") - mended()).toBeLessThanOrEqual(5 * minute);
    expect(story.at("gate.closed")).toBeGreaterThanOrEqual(mended());
  });
});

describe("the route is written beside the lever", () => {
  test("again and again while it is refused, with ever longer pauses, and at the thaw", async () => {
    const { story, mended, play } = aWayBack(freeze, 24 * 60);
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.azure.refused).toBeGreaterThan(24);
    expect(story.azure.refused).toBeLessThanOrEqual(24 * 7);
    expect(routeBackAt(story) - mended()).toBeLessThanOrEqual(15 * minute);
  });

  test("and no earlier than Front Door asks to be asked again", async () => {
    const asked: number[] = [];
    const { story, play } = aWayBack((one) => {
      const { router } = one.azure.ports;
      const begin = router.begin.bind(router);
      router.begin = async () => {
        asked.push(one.stage.nowMs);
        throw refusal(1_500);
      };
      return () => (router.begin = begin);
    }, 60);
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(asked.length).toBeGreaterThanOrEqual(2);
    for (const [nth, at] of asked.slice(1).entries())
      expect(at - (asked[nth] ?? at)).toBeGreaterThanOrEqual(1_499_000);
    expect(story.azure.router.routedGroup).toBe("blue");
  });

  test("by our own looks where Front Door tells nothing of the way back", async () => {
    const { story, play } = aWayBack((one) => {
      one.azure.healthOf.blue = null;
      return nothing;
    });
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(routeBackAt(story) - story.at("rollback.begun")).toBeLessThanOrEqual(2 * minute);
  });

  test("and written back when it strays", async () => {
    const { story, play } = aWayBack(() => nothing);
    story.when("rollback.felt", () => (story.azure.router = { ...story.azure.router, routedGroup: "green" }));
    expect(await play()).toMatchObject({ outcome: "rolledBack" });
    expect(story.events()).toContain("route.strayed");
    expect(story.azure.router.routedGroup).toBe("blue");
  });

  test("not to a cluster that a stop may still be on its way to: ten minutes, and it is started", async () => {
    const story = aStory();
    const at: Record<string, number> = {};
    story.azure.onWrite = (write) => {
      at[write] = story.stage.nowMs;
      if (write === "stop blue") story.stage.send("rollBack");
    };
    expect((await story.stage.play("upgrade")).outcome).toBe("rolledBack");
    expect(story.azure.writes).toContain("start blue");
    expect((at["route to blue"] ?? 0) - (at["stop blue"] ?? 0)).toBeGreaterThanOrEqual(10 * minute - 1_000);
    expect(story.azure.clusters.blue?.powerState).toBe("Running");
  });
});

describe("users are back, and the gate is opened,", () => {
  test("an hour after the route was written; then the capacity is given back, and the candidate stopped", async () => {
    const { story, play } = aWayBack(() => nothing);
    await play();
    expect(story.at("gate.opened") - routeBackAt(story)).toBeGreaterThanOrEqual(60 * minute - 1_000);
    expect(story.azure.writes.slice(-3)).toEqual([
      "open the gate",
      "restore the capacity of blue",
      "stop green",
    ]);
  });

  test("not before nobody reaches the candidate any more", async () => {
    const { story, mended, play } = aWayBack((one) => {
      const { traffic } = one.azure.ports;
      const perMinute = traffic.perMinute.bind(traffic);
      traffic.perMinute = async (...asked) =>
        (await perMinute(...asked)).map((told) => ({
          ...told,
          requests: told.requests === null ? null : { ...told.requests, green: 1 },
        }));
      return () => (traffic.perMinute = perMinute);
    }, 180);
    await play();
    expect(story.at("rollback.felt")).toBeLessThan(mended());
    expect(story.at("gate.opened")).toBeGreaterThanOrEqual(mended());
  });

  test("not by metrics that tell of nobody, where there were users", async () => {
    const { story, mended, play } = aWayBack((one) => {
      one.azure.usersOn = "nobody";
      return () => (one.azure.usersOn = "blue");
    }, 120);
    await play();
    expect(story.at("rollback.felt")).toBeGreaterThanOrEqual(mended());
  });

  test("and a person is told two hours after the route was right that nobody has seen them", async () => {
    const { story, mended, play } = aWayBack((one) => {
      one.azure.usersOn = "nobody";
      return () => (one.azure.usersOn = "blue");
    }, 180);
    await play();
    const halted = story.told().find(({ event }) => event === "operation.halted");
    expect(halted?.data["why"]).toContain("users are not seen to have arrived at blue");
    expect(Date.parse(halted?.at ?? "") - routeBackAt(story)).toBeLessThanOrEqual(150 * minute);
    expect(story.at("operation.resumed")).toBeGreaterThanOrEqual(mended());
  });

  test("without users 45 minutes after the write, by a good answer at the public name", async () => {
    const { story, play } = aWayBack(() => nothing);
    story.azure.usersOn = "nobody";
    await play();
    expect(story.at("rollback.felt") - routeBackAt(story)).toBeGreaterThanOrEqual(45 * minute - 1_000);
  });
});
