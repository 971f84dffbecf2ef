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
  return { agenda, port };
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
});

test("a stall is told with the name of whoever is busy, for nobody must wait for ever", async () => {
  let tell: (text: string) => void = () => undefined;
  const told = new Promise<string>((resolve) => (tell = resolve));
  const { port } = await openAuthority({ stallMs: 1, onStalled: (text) => tell(text) });
  const host = await join(port, "host");
  host.busy("a request that is never answered");
  expect(await told).toContain("host is busy");
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
