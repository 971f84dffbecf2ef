import fc from "fast-check";
import { expect, test } from "vitest";
import type { HealthWindow } from "../../../src/simulator/front-door/health-window.ts";
import { isHealthy, nextProbe, probe } from "../../../src/simulator/front-door/health-window.ts";

const aWindow = (samples: readonly boolean[]): HealthWindow => ({
  sampleSize: 4,
  successfulSamplesRequired: 3,
  samples,
});
const schedule = { phaseMs: 7, intervalMs: 30 };

test("an origin that was never probed is unhealthy until enough probes have passed", () => {
  const span = { fromMs: 0, toMs: 1000, answerAt: () => ({ isOk: true, untilMs: Infinity }) };
  expect(isHealthy(aWindow([]))).toBe(false);
  expect(probe(aWindow([]), schedule, span).transitions).toEqual([{ atMs: 67, isHealthy: true }]);
});

test("one failed probe of four is forgiven, the second is not", () => {
  const answerAt = (ms: number) => ({ isOk: ms < 30, untilMs: ms < 30 ? 30 : Infinity });
  const all = aWindow([true, true, true, true]);
  const { transitions } = probe(all, schedule, { fromMs: 0, toMs: 300, answerAt });
  expect(transitions).toEqual([{ atMs: 67, isHealthy: false }]);
});

test("leaping over probes that teach nothing changes no judgment and no moment", () => {
  const changes = fc.uniqueArray(fc.integer({ min: 1, max: 2000 }), { maxLength: 8 });
  fc.assert(
    fc.property(changes, fc.boolean(), fc.integer({ min: 1, max: 3000 }), (unsorted, first, cut) => {
      const steps = unsorted.toSorted((a, b) => a - b);
      const answerAt = (ms: number) => {
        const passed = steps.filter((step) => step <= ms).length;
        return { isOk: passed % 2 === 0 ? first : !first, untilMs: steps[passed] ?? Infinity };
      };
      const start = aWindow([true, true, true, true]);
      const whole = probe(start, schedule, { fromMs: 0, toMs: 3000, answerAt });
      const early = probe(start, schedule, { fromMs: 0, toMs: cut, answerAt });
      const late = probe(early.window, schedule, { fromMs: cut, toMs: 3000, answerAt });
      expect([...early.transitions, ...late.transitions]).toEqual(whole.transitions);

      let slow = start;
      const turns = [];
      for (let ms = nextProbe(schedule, 0); ms <= 3000; ms += schedule.intervalMs) {
        const before = isHealthy(slow);
        slow = { ...slow, samples: [...slow.samples, answerAt(ms).isOk].slice(-4) };
        if (isHealthy(slow) !== before) turns.push({ atMs: ms, isHealthy: !before });
      }
      expect(whole.transitions).toEqual(turns);
    }),
  );
});
