import { beforeEach, describe, expect, test } from "vitest";
import type { Color, Pair } from "../../../src/domain/environment/pair.ts";
import type { Gates } from "../../../src/workflow/ports.ts";

/** Two environments that run, their gates open, no operation yet, and what happens to them. */
export interface GatesSubject {
  readonly gates: Gates;
  readonly pair: Pair;
  /** The pair record says so from now on. */
  record(closedGate: Color | null, epoch: number): Promise<void>;
  /** The application behind the gate is not well. */
  sicken(color: Color): void;
  stop(color: Color): void;
}

/** What asking a gate promises, and the fake too. */
export function gatesContract(name: string, open: () => Promise<GatesSubject>): void {
  describe(`${name}`, () => {
    let subject: GatesSubject;
    beforeEach(async () => void (subject = await open()));
    const ask = async (color: Color) => subject.gates.ask(subject.pair, color);

    test("an open gate says its own color and the epoch that it knows", async () => {
      await subject.record(null, 7);
      expect(await ask("blue")).toEqual({ kind: "open", color: "blue", epoch: 7 });
      expect(await ask("green")).toEqual({ kind: "open", color: "green", epoch: 7 });
    });

    test("the record closes one gate and leaves the other open", async () => {
      await subject.record("green", 8);
      expect(await ask("green")).toEqual({ kind: "closed", color: "green", epoch: 8 });
      expect(await ask("blue")).toEqual({ kind: "open", color: "blue", epoch: 8 });
    });

    test("a sick application is told apart from a closed gate", async () => {
      await subject.record(null, 7);
      subject.sicken("green");
      expect(await ask("green")).toMatchObject({ kind: "unhealthy", color: "green" });
      expect(await ask("blue")).toMatchObject({ kind: "open" });
    });

    test("a stopped environment gives no answer, and says why", async () => {
      subject.stop("green");
      const answer = await ask("green");
      expect(answer).toMatchObject({ kind: "unreachable" });
      expect("why" in answer && answer.why).not.toBe("");
    });
  });
}
