import { describe, expect, test } from "vitest";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf, type PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { Journals, PairRecords } from "../../src/workflow/ports.ts";

export interface PairRecordSubject {
  readonly records: PairRecords;
  readonly journals: Journals;
}

const at = "2026-11-05T09:00:00.000Z";

const recordOf = (epoch: number): PairRecord => ({
  epoch,
  operationId: operationIdOf("shop", epoch, "upgrade"),
  hold: null,
  closedGate: null,
  by: "tester",
  reason: "a contract",
  at,
});

const headOf = (epoch: number): OperationHead => ({
  id: operationIdOf("shop", epoch, "upgrade"),
  pair: "shop",
  kind: "upgrade",
  position: { phase: "planning" },
  why: null,
  outcome: null,
  active: null,
  candidate: null,
  epoch,
  startedAt: at,
  versions: { from: null, target: null, hops: [] },
  verdicts: [],
  traffic: null,
  move: null,
  wayBack: null,
  rollouts: { written: 0, spreading: 0 },
  frozenSince: null,
  allowed: [],
});

const entryOf = (number: number) =>
  ({ number, at, event: "phase.entered", data: { phase: "planning" } }) as const;

/** What every keeper of pair records and journals promises; `open` gives a fresh, empty one. */
export function pairRecordContract(name: string, open: () => PairRecordSubject): void {
  describe(`pair records and journals, kept by ${name}`, () => {
    test("a pair that was never claimed has no record", async () => {
      expect(await open().records.read("shop")).toBeUndefined();
    });

    test("of two first claims one wins", async () => {
      const { records } = open();
      expect(await records.write("shop", recordOf(1), undefined)).toBe(true);
      expect(await records.write("shop", recordOf(1), undefined)).toBe(false);
    });

    test("a record is written only over the one that was read", async () => {
      const { records } = open();
      await records.write("shop", recordOf(1), undefined);
      const seen = await records.read("shop");
      expect(seen?.record).toEqual(recordOf(1));
      expect(await records.write("shop", recordOf(2), seen?.etag)).toBe(true);
      expect(await records.write("shop", recordOf(3), seen?.etag)).toBe(false);
      expect((await records.read("shop"))?.record.epoch).toBe(2);
    });

    test("an entry that is told twice is one entry, and the newest head counts", async () => {
      const { journals } = open();
      await journals.append("shop", headOf(1), [entryOf(1), entryOf(2)]);
      await journals.append("shop", { ...headOf(1), outcome: "completed" }, [entryOf(2), entryOf(3)]);
      const document = await journals.read("shop", operationIdOf("shop", 1, "upgrade"));
      expect(document?.journal.map((entry) => entry.number)).toEqual([1, 2, 3]);
      expect(document?.head.outcome).toBe("completed");
    });

    test("operations are listed newest first", async () => {
      const { journals } = open();
      for (const epoch of [1, 2, 10]) await journals.append("shop", headOf(epoch), []);
      expect((await journals.list("shop")).map((head) => head.epoch)).toEqual([10, 2, 1]);
    });

    test("notices are kept in order, those of one pair apart from another's", async () => {
      const { journals } = open();
      const notice = (id: string) =>
        ({
          at,
          source: "timer",
          id,
          decision: "ignored",
          reason: "nothing to do",
          operationId: null,
        }) as const;
      await journals.notice("shop", notice("a"));
      await journals.notice("shop", notice("b"));
      expect((await journals.notices("shop")).map((one) => one.id)).toEqual(["a", "b"]);
    });
  });
}
