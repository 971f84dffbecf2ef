import { describe, expect, test } from "vitest";
import type { Position } from "../../src/domain/upgrade/commands.ts";
import { operationIdOf, watchIdOf } from "../../src/domain/upgrade/pair-record.ts";
import type { WatchReport } from "../../src/domain/watch/report.ts";
import { aRouter } from "../support/a-router.ts";
import { aWatch, deaf, watchedId as id } from "./a-watch.ts";

const minute = 60_000;

/** So many minutes after then users were wanted back; never: they were not, or for no reason. */
function minutesLate(watch: ReturnType<typeof aWatch>, from: number): number {
  const [first] = watch.commands();
  const late = watch.minutesAt(first?.atMs) - from;
  return first?.command === "rollBack" && first.by === "watch" && late >= 0 ? late : Infinity;
}

describe("a candidate that turns sick", () => {
  test.for<Position>([
    { phase: "soaking" },
    { phase: "halted", in: "soaking" },
    { phase: "paused", in: "soaking" },
    { phase: "swapping" },
  ])("has users taken back within two looks while the story is %o", async (position) => {
    const watch = aWatch();
    watch.stand(position);
    watch.at(30, () => watch.azure.sick.add("green"));
    await watch.until(40);
    expect(minutesLate(watch, 30)).toBeLessThanOrEqual(1);
  });

  test("is found after ten hours of a halt as in its first minute: no verdict of before counts", async () => {
    const watch = aWatch();
    watch.stand({ phase: "halted", in: "soaking" });
    watch.at(10 * 60, () => watch.azure.sick.add("green"));
    await watch.until(10 * 60 + 10);
    expect(minutesLate(watch, 10 * 60)).toBeLessThanOrEqual(1);
  });

  test("is found while it retires, by a look a minute", async () => {
    const watch = aWatch();
    watch.stand({ phase: "retiring" });
    watch.at(30, () => watch.azure.sick.add("green"));
    await watch.until(40);
    expect(minutesLate(watch, 30)).toBeLessThanOrEqual(2);
  });

  test("has somebody there to take over before the story is asked", async () => {
    const watch = aWatch();
    watch.at(5, () => watch.azure.sick.add("green"));
    await watch.until(8);
    expect(watch.started[0]).toMatchObject({
      id: "shop-2-rollback",
      input: { unfinished: { owner: id, commandId: watch.commands()[0]?.id } },
    });
    expect(watch.commands()[0]?.reason).toContain("status 503");
  });

  test("is asked for again every five minutes while nothing happens, also by a watch that has begun anew", async () => {
    const watch = aWatch();
    watch.at(5, () => watch.azure.sick.add("green"));
    await watch.until(35);
    const times = watch.commands().map(({ atMs }) => watch.minutesAt(atMs));
    expect(times).toHaveLength(6);
    for (const [nth, time] of times.entries())
      expect(time - (times[nth - 1] ?? time - 5)).toBeGreaterThanOrEqual(5);
  });

  test("is asked for again at the next look where the word did not get there", async () => {
    let isDeaf = true;
    const watch = aWatch({
      operationsFor: (operations, { step }) =>
        step === "turnStoryAround" && isDeaf
          ? { ...operations, start: () => Promise.reject(deaf) }
          : operations,
    });
    watch.at(5, () => watch.azure.sick.add("green"));
    watch.at(8, () => (isDeaf = false));
    await watch.until(12);
    expect(minutesLate(watch, 8)).toBeLessThanOrEqual(1);
  });

  test("is left without the story where that has died, at once, and nobody is sent a word", async () => {
    const watch = aWatch();
    watch.at(10, () => {
      watch.stage.failInstance(id);
      watch.azure.sick.add("green");
    });
    await watch.until(14);
    expect(watch.commands()).toEqual([]);
    expect(watch.started[0]?.input).toMatchObject({ unfinished: { owner: id, commandId: null } });
    expect(watch.minutesAt(watch.started[0]?.atMs)).toBeLessThanOrEqual(11);
  });

  test("is no matter while nobody was moved, or while users are taken back already", async () => {
    for (const phase of ["verifying", "rollingBack"] as const) {
      const watch = aWatch();
      watch.stand({ phase });
      watch.azure.sick.add("green");
      await watch.until(10);
      expect(watch.commands()).toEqual([]);
    }
  });
});

describe("a watch that cannot see", () => {
  test("for an hour says so, goes on, and finds the sick candidate within two looks of the end", async () => {
    let isDeaf = false;
    const watch = aWatch({
      portsFor: (ports) =>
        isDeaf
          ? {
              ...ports,
              pairs: { ...ports.pairs, find: () => undefined },
              claimed: { ...ports.claimed, read: () => Promise.reject(deaf) },
            }
          : ports,
    });
    watch.at(20, () => (isDeaf = true));
    watch.at(30, () => watch.azure.sick.add("green"));
    let blind: WatchReport["verdicts"]["green"] = null;
    watch.at(75, () => {
      void watch.stage.operations
        .instance(watchIdOf(id))
        .then((one) => (blind = (one?.customStatus as WatchReport | undefined)?.verdicts.green ?? null));
    });
    watch.at(80, () => (isDeaf = false));
    await watch.until(90);
    expect(blind).toMatchObject({ fact: { verdict: "inconclusive", passed: 0, failed: 0 } });
    expect(minutesLate(watch, 80)).toBeLessThanOrEqual(1);
  });

  test.for(["records", "journals", "router", "traffic"] as const)(
    "one thing, the %s, still sees the rest",
    async (door) => {
      let isDeaf = true;
      const watch = aWatch({
        portsFor: (ports) => {
          const refused = new Proxy(ports[door], { get: () => () => Promise.reject(deaf) });
          return isDeaf ? { ...ports, [door]: refused } : ports;
        },
      });
      watch.at(3, () => watch.azure.sick.add("green"));
      watch.at(8, () => (isDeaf = false));
      await watch.until(10);
      expect(minutesLate(watch, 3)).toBeLessThanOrEqual(1);
    },
  );

  test("an answer in time does not wait for it", async () => {
    let isSlow = false;
    const watch = aWatch({
      portsFor: (ports, { step }) => {
        if (!isSlow || step !== "lookAround") return ports;
        isSlow = false;
        const read = async (pair: string) => {
          await watch.stage.afterTimers(1_000_000, 60 * minute);
          return ports.records.read(pair);
        };
        return { ...ports, records: { ...ports.records, read } };
      },
    });
    watch.at(20, () => (isSlow = true));
    watch.at(21, () => watch.azure.sick.add("green"));
    await watch.until(30);
    expect(minutesLate(watch, 21)).toBeLessThanOrEqual(2);
  });

  test("by our own looks what Front Door's counts must confirm is never healthy", async () => {
    const watch = aWatch();
    watch.azure.counted.green = null;
    expect((await watch.until(12)).verdicts.green?.fact.verdict).toBe("inconclusive");
    expect(watch.commands()).toEqual([]);
  });
});

describe("whoever waits for the watch", () => {
  const until = (watch: ReturnType<typeof aWatch>, minutes: number) =>
    new Date(watch.stage.nowMs + minutes * minute).toISOString();
  const awaitNews = async (watch: ReturnType<typeof aWatch>, news: string, minutes = 60) =>
    watch.stage.run("awaitNews", "waiting", { operationId: id, news, until: until(watch, minutes) });

  test("hears of news within a minute, and of nothing that it knows", async () => {
    const watch = aWatch();
    await watch.begin();
    const first = (await awaitNews(watch, "")) as { news: string };
    expect(first).toMatchObject({ kind: "news" });
    let known = first.news;
    while (watch.minutesAt(watch.stage.nowMs) < 20)
      known = ((await awaitNews(watch, known, 5)) as { news?: string }).news ?? known;
    watch.at(30, () => watch.azure.sick.add("green"));
    const told = await awaitNews(watch, known);
    expect(told).toMatchObject({ kind: "news", news: expect.stringContaining("unhealthy") as string });
    expect(watch.minutesAt(watch.stage.nowMs)).toBeGreaterThanOrEqual(30);
    expect(watch.minutesAt(watch.stage.nowMs)).toBeLessThanOrEqual(32);
  });

  test("is told when it has died, to begin it again", async () => {
    const watch = aWatch();
    await watch.begin();
    watch.at(3, () => watch.stage.failInstance(watchIdOf(id)));
    await watch.stage.passTo(watch.stage.nowMs + 4 * minute, () => false);
    expect(await awaitNews(watch, "")).toEqual({ kind: "gone" });
  });

  test("waits on over questions that are not answered, and no longer than it was told", async () => {
    const watch = aWatch({
      operationsFor: (operations, { step }) =>
        step === "readWatch" ? { ...operations, instance: () => Promise.reject(deaf) } : operations,
    });
    await watch.begin();
    expect(await awaitNews(watch, "", 90)).toEqual({ kind: "due" });
    expect(watch.minutesAt(watch.stage.nowMs)).toBeCloseTo(90, 0);
    expect(watch.stage.histories.get("awaitNews")?.events).toBeLessThanOrEqual(300);
  });
});

describe("the watch", () => {
  test("ends with the operation, and says why", async () => {
    expect((await aWatch().until(5)).ended).toContain("completed");
  });

  test("leaves a pair that another operation owns", async () => {
    const watch = aWatch();
    const other = operationIdOf("shop", 2, "rollback");
    watch.at(5, () => {
      const { record } = watch.azure.record ?? {};
      if (record !== undefined)
        watch.azure.record = { record: { ...record, epoch: 2, operationId: other }, etag: "2" };
      watch.azure.sick.add("green");
    });
    const report = await watch.until(60);
    expect(watch.minutesAt(Date.parse(report.at))).toBeLessThanOrEqual(6);
    expect(watch.commands()).toEqual([]);
  });

  test("keeps what it has seen, and a small history, however long it goes on", async () => {
    const watch = aWatch();
    let silent = 0;
    for (let at = 10; at < 24 * 60; at += 1)
      watch.at(at, () => {
        void watch.stage.operations.instance(watchIdOf(id)).then((one) => {
          const report = one?.customStatus as WatchReport | null;
          if (report?.verdicts.green == null || report.arrival === null) silent += 1;
        });
      });
    await watch.until(24 * 60);
    expect(silent).toBe(0);
    expect(watch.stage.histories.get("watch")?.events).toBeLessThanOrEqual(300);
  });

  test("does not blame the candidate for what the users' own name says before they are there", async () => {
    const watch = aWatch();
    watch.azure.router = aRouter("blue");
    watch.azure.sick.add("blue");
    const report = await watch.until(20);
    expect(report.arrival?.fact.arrived).toBe(false);
    expect(watch.commands()).toEqual([]);
    expect(report.verdicts.blue?.fact.verdict).toBe("unhealthy");
  });
});
