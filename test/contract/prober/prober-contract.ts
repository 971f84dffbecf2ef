import { beforeEach, describe, expect, test } from "vitest";
import type { Color, Pair } from "../../../src/domain/environment/pair.ts";
import type { Sample } from "../../../src/domain/probing/verdict.ts";
import type { ProbedVia, Prober } from "../../../src/workflow/ports.ts";

/** Two environments that run and are well, users on blue, and what happens to them. */
export interface ProberSubject {
  readonly prober: Prober;
  readonly pair: Pair;
  sicken(color: Color): void;
  /** The app's own network fails from now on. */
  blind(): void;
}

const at = "2026-11-05T09:00:00.000Z";

/** What one look promises, and the fake's too. */
export function proberContract(name: string, open: () => Promise<ProberSubject>): void {
  describe(`${name}`, () => {
    let subject: ProberSubject;
    beforeEach(async () => void (subject = await open()));

    const look = async (color: Color, via: ProbedVia = "origin"): Promise<Sample> => {
      const [check] = subject.pair.checks;
      if (check === undefined) throw new Error("the pair has no check");
      return subject.prober.probe(subject.pair, { color, check, via, at });
    };

    test("a well environment passes, with the time it took and the time it was asked at", async () => {
      const sample = await look("blue");
      expect(sample).toMatchObject({ at, outcome: "pass" });
      expect(sample.latencyMs).toBeGreaterThan(0);
      expect(sample.evidence).toBeUndefined();
    });

    test("a sick one fails, with what was seen; the other still passes", async () => {
      subject.sicken("green");
      const sample = await look("green");
      expect(sample).toMatchObject({ at, outcome: "fail" });
      expect(sample.evidence).toMatch(/503/);
      expect(await look("blue")).toMatchObject({ outcome: "pass" });
    });

    test("a look that could not be made says nothing about the environment, and why", async () => {
      subject.blind();
      const sample = await look("green");
      expect(sample).toMatchObject({ at, outcome: "unknown" });
      expect(sample.evidence).not.toBe("");
      expect(sample.latencyMs).toBeUndefined();
    });
  });
}
