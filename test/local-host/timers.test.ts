import { expect, test, vi } from "vitest";
import { parseSchedule } from "../../src/local-host/timers/schedule.ts";
import { keys, startMs, useHost, useStateFolder } from "./use-host.ts";
import { triggerCalls } from "./desk.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

test.for([
  { text: "0 0 6 * * *", next: ["2026-11-06T06:00:00.000Z", "2026-11-07T06:00:00.000Z"] },
  { text: "*/5 * * * * *", next: ["2026-11-05T09:00:05.000Z", "2026-11-05T09:00:10.000Z"] },
  { text: "0 30 9 * * 1-5", next: ["2026-11-05T09:30:00.000Z", "2026-11-06T09:30:00.000Z"] },
  { text: "0 0 0 13 * 5", next: ["2026-11-13T00:00:00.000Z", "2027-08-13T00:00:00.000Z"] },
  { text: "00:00:07", next: ["2026-11-05T09:00:07.000Z", "2026-11-05T09:00:14.000Z"] },
  { text: "1.02:00:00", next: ["2026-11-06T11:00:00.000Z", "2026-11-07T13:00:00.000Z"] },
])("knows when '$text' is due", ({ text, next }) => {
  const schedule = parseSchedule(text);
  const first = schedule.next(startMs);
  expect([first, schedule.next(first)].map(iso)).toEqual(next);
});

test("says what is wrong with a schedule that it does not understand", () => {
  expect(() => parseSchedule("every day")).toThrow(/"every day" is neither an NCRONTAB expression/);
  expect(() => parseSchedule("0 0 0 31 2 *")).toThrow(/31/);
});

test("runs a timer trigger at its time and tells it about the run before", async () => {
  const { letTimePass } = await useHost();
  letTimePass();
  await vi.waitUntil(() => triggerCalls().length >= 2);
  expect(triggerCalls().slice(0, 2)).toMatchObject([
    {
      name: "daily",
      timer: {
        schedule: { adjustForDST: true },
        scheduleStatus: { last: "0001-01-01T00:00:00+00:00", next: "2026-11-06T06:00:00+00:00" },
        isPastDue: false,
      },
    },
    {
      timer: {
        scheduleStatus: {
          last: "2026-11-06T06:00:00+00:00",
          next: "2026-11-07T06:00:00+00:00",
          lastUpdated: "2026-11-06T06:00:00+00:00",
        },
      },
    },
  ]);
});

test("runs a timer trigger by hand", async () => {
  const { call } = await useHost();
  const path = `/admin/functions/daily?code=${keys.master}`;
  expect((await call("POST", path, { body: {} })).status).toBe(202);
  await vi.waitUntil(() => triggerCalls().length === 1);
  expect((await call("POST", path, { body: "{bad" })).status).toBe(400);
  expect((await call("POST", path)).status).toBe(415);
  expect((await call("POST", `/admin/functions/nobody?code=${keys.master}`, { body: {} })).status).toBe(404);
});

test("makes up for a run that was missed while the host was down", async () => {
  const stateFolder = useStateFolder();
  const first = await useHost({ stateFolder });
  await first.host.stop();
  const later = await useHost({ stateFolder, startMs: startMs + 3 * 86_400_000 });
  await vi.waitUntil(() => triggerCalls().length === 1);
  expect(triggerCalls()[0]).toMatchObject({ timer: { isPastDue: true } });
  expect(iso(later.clock.now())).toBe("2026-11-08T09:00:00.000Z");
});
