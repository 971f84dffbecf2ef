import { describe, expect, onTestFinished, test } from "vitest";
import { createAgenda } from "../../../src/simulator/clock/agenda.ts";
import { ClockAuthority, type AuthorityOptions } from "../../../src/simulator/clock/authority.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import { joinClock } from "../../../src/simulator/clock/participant.ts";

const startsAt = Date.parse("2026-11-05T09:00:00Z");
const minuteMs = 60_000;

const calm: AuthorityOptions["traffic"] = {
  catchUp: async () => undefined,
  behaviour: () => "calm",
  round: async () => undefined,
  isWatched: () => false,
};

async function openAuthority(wanted: Partial<AuthorityOptions> = {}) {
  const agenda = createAgenda(startsAt);
  const authority = new ClockAuthority({
    agenda,
    traffic: calm,
    roles: ["host", "driver"],
    speed: 0,
    stallMs: 30_000,
    onStalled: () => undefined,
    onCall: async (method) => `answer to ${method}`,
    ...wanted,
  });
  const port = await authority.listen();
  void authority.run();
  onTestFinished(() => authority.stop());
  return { agenda, port, authority };
}

const join = async (port: number, role: string) => {
  const clock = await joinClock({ port, role });
  onTestFinished(() => clock.close());
  return clock;
};

/** Both sit down before anything happens: the host first, for it is asked first. */
async function joinBoth(port: number) {
  const joining = join(port, "host");
  const host = await joining;
  const driver = await join(port, "driver");
  return { host, driver };
}

describe("time", () => {
  test("moves to the least due timer of all, and at one time the cloud comes first, then the host, then the driver", async () => {
    const { agenda, port } = await openAuthority();
    const seen: string[] = [];
    agenda.at(startsAt + minuteMs, "/b", () => seen.push("cloud b"));
    agenda.at(startsAt + minuteMs, "/A", () => seen.push("cloud a"));
    const { host, driver } = await joinBoth(port);
    const ended = new Promise<void>((resolve) => {
      driver.at(startsAt + minuteMs, 1, () => seen.push("driver"));
      host.at(startsAt + minuteMs, 2, () => seen.push("host 2"));
      host.at(startsAt + minuteMs, 1, () => seen.push("host 1"));
      driver.at(startsAt + 2 * minuteMs, 1, resolve);
    });
    await ended;
    expect(seen).toEqual(["cloud a", "cloud b", "host 1", "host 2", "driver"]);
    expect(driver.now()).toBe(startsAt + 2 * minuteMs);
  });

  test("stands still while somebody is busy", async () => {
    const { agenda, port } = await openAuthority();
    const { host, driver } = await joinBoth(port);
    const done = host.busy("a request");
    const due = new Promise<void>((resolve) => driver.at(startsAt + minuteMs, 1, resolve));
    await new Promise(setImmediate);
    expect(agenda.now()).toBe(startsAt);
    done();
    await due;
    expect(host.now()).toBe(startsAt + minuteMs);
  });

  test("stands still while a killed process is away, and asks its successor what it was asked", async () => {
    const { agenda, port } = await openAuthority();
    const { host, driver } = await joinBoth(port);
    host.busy("work that is never ended");
    host.close();
    const due = new Promise<void>((resolve) => driver.at(startsAt + minuteMs, 1, resolve));
    await new Promise(setImmediate);
    expect(agenda.now()).toBe(startsAt);
    const successor = await join(port, "host");
    await due;
    expect(successor.now()).toBe(startsAt + minuteMs);
  });

  test("goes in steps of a minute at most while edges are watched, users having their turn before each", async () => {
    const rounds: number[] = [];
    const agendaBox: { now?: () => number } = {};
    const traffic = {
      ...calm,
      isWatched: () => true,
      round: async () => void rounds.push(agendaBox.now?.() ?? 0),
    };
    const { agenda, port } = await openAuthority({ traffic });
    agendaBox.now = () => agenda.now();
    const { driver } = await joinBoth(port);
    await new Promise<void>((resolve) => driver.at(startsAt + 3 * minuteMs, 1, resolve));
    const steps = rounds.slice(1).map((at, index) => at - (rounds[index] ?? 0));
    expect(Math.max(...steps)).toBe(minuteMs);
  });

  test("steps of seconds share the users' turn of their minute, unless an edge would do something else", async () => {
    const rounds: number[] = [];
    let behaviour = "calm";
    const traffic = {
      ...calm,
      isWatched: () => true,
      behaviour: () => behaviour,
      round: async () => void rounds.push(agenda.now() - startsAt),
    };
    const { agenda, port } = await openAuthority({ traffic });
    for (let second = 10; second < 120; second += 10)
      agenda.at(startsAt + second * 1000, "/step", () => (behaviour = second < 30 ? "calm" : "moved"));
    const { driver } = await joinBoth(port);
    await new Promise<void>((resolve) => driver.at(startsAt + 2 * minuteMs, 1, resolve));
    expect(rounds).toEqual([0, 30_000, 90_000]);
  });
});

describe("a stall", () => {
  async function stalledClock(wanted: Partial<AuthorityOptions>) {
    let tell: (text: string) => void = () => undefined;
    const told = new Promise<string>((resolve) => (tell = resolve));
    const { agenda, port } = await openAuthority({ onStalled: (text) => tell(text), ...wanted });
    return { agenda, port, told };
  }

  test("is told with the name of whoever is busy, and with what", async () => {
    const { port, told } = await stalledClock({ stallMs: 1_500 });
    const host = await join(port, "host");
    host.busy("a request that is never answered");
    expect(await told).toBe("host is busy with a request that is never answered");
  });

  test("is told of a process that has not come back", async () => {
    const { told } = await stalledClock({ stallMs: 100 });
    expect(await told).toBe("host is away");
  });

  test("is told when nothing is due for anybody, for time would never move again", async () => {
    const { port, told } = await stalledClock({ stallMs: 1_500 });
    await joinBoth(port);
    expect(await told).toBe("nothing is due for anybody");
  });

  test("is not what a slow pace is", async () => {
    const { port, told } = await stalledClock({ stallMs: 1_500, speed: 20 });
    const { driver } = await joinBoth(port);
    const due = new Promise<string>((resolve) =>
      driver.at(startsAt + minuteMs, 1, () => resolve("a minute has passed")),
    );
    expect(await Promise.race([told, due])).toBe("a minute has passed");
  });
});

test("the same seed gives the same order, however long each piece of work takes in reality", async () => {
  const first = await orderOf(7, (turns) => turns % 3);
  expect(await orderOf(7, (turns) => 5 - (turns % 4))).toEqual(first);
  expect(await orderOf(8, (turns) => turns % 3)).not.toEqual(first);
  expect(first.length).toBe(24);
});

/** Cloud, host and driver at times that are drawn; `delayOf` is how many turns of the event loop the n-th work takes. */
async function orderOf(seed: number, delayOf: (n: number) => number): Promise<readonly string[]> {
  const draw = drawsOf(seed);
  const seen: string[] = [];
  const { agenda, port } = await openAuthority();
  const { host, driver } = await joinBoth(port);
  const dueOf = (n: number, who: string): number =>
    startsAt + n * minuteMs + Math.ceil(draw("due", who) * 4) * 15_000;
  let works = 0;
  for (let n = 0; n < 8; n += 1) {
    agenda.at(dueOf(n, "/cloud"), "/cloud", () => seen.push(`cloud ${n}`));
    for (const [role, clock] of Object.entries({ host, driver })) {
      clock.at(dueOf(n, `/${role}`), n, () => {
        const done = clock.busy(`work ${n}`);
        void afterTurns(delayOf((works += 1)), () => {
          seen.push(`${role} ${n} at ${clock.now() - startsAt}`);
          done();
        });
      });
    }
  }
  await new Promise<void>((resolve) => driver.at(startsAt + 9 * minuteMs, 1, resolve));
  return seen;
}

async function afterTurns(count: number, act: () => void): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  act();
}

test("whoever follows the time is told when its source has gone, and not when it leaves by itself", async () => {
  const { port, authority } = await openAuthority();
  const [host, driver] = [await join(port, "host"), await join(port, "driver")];
  const lost = new Promise<string>((resolve) => host.onLost(() => resolve("host")));
  let driverLost = false;
  driver.onLost(() => (driverLost = true));
  driver.close();
  authority.stop();
  expect(await lost).toBe("host");
  expect(driverLost).toBe(false);
});

test("a timer that is set when nothing was due for anybody still fires", async () => {
  const { agenda, port } = await openAuthority();
  const { driver } = await joinBoth(port);
  // everybody has said idle and nothing is due: the authority sleeps
  for (let turns = 0; turns < 50; turns += 1) await new Promise(setImmediate);
  await new Promise<void>((resolve) => driver.at(startsAt + minuteMs, 1, resolve));
  expect(agenda.now()).toBe(startsAt + minuteMs);
});

test("the driver can ask the simulator something while time stands still", async () => {
  const { port } = await openAuthority();
  const { driver } = await joinBoth(port);
  expect(await driver.call("report", null)).toBe("answer to report");
});

describe("draws", () => {
  test("are the same for the same seed, whatever else was drawn in between", () => {
    const [one, other] = [drawsOf(1), drawsOf(1)];
    const first = [one("length", "/a"), one("length", "/a")];
    other("length", "/b");
    expect([other("length", "/A"), other("length", "/A")]).toEqual(first);
    expect(first[0]).not.toBe(first[1]);
  });

  test("differ with the seed", () => {
    expect(drawsOf(1)("length", "/a")).not.toBe(drawsOf(2)("length", "/a"));
  });
});
