import { describe, expect, test } from "vitest";
import type { OperationHead } from "../../src/domain/upgrade/operation.ts";
import { operationIdOf, type PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import { aPair } from "../support/a-pair.ts";
import type { ClaimedPairs, KnownForms, Journals, PairRecords } from "../../src/workflow/ports.ts";

export interface PairRecordSubject {
  readonly records: PairRecords;
  readonly journals: Journals;
  readonly claimed: ClaimedPairs;
  readonly forms: KnownForms;
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

const noticeOf = (id: string) =>
  ({
    at,
    source: "timer",
    id,
    decision: "ignored",
    reason: "nothing to do",
    operationId: null,
  }) as const;

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

    test("operations come fifty a page, the next one begins below the last, and none is lost or told twice", async () => {
      const { journals } = open();
      for (let epoch = 1; epoch <= 103; epoch += 1) await journals.append("shop", headOf(epoch), []);
      const epochs = async (before?: number) =>
        (await journals.list("shop", before === undefined ? undefined : headOf(before).id)).map(
          (head) => head.epoch,
        );
      const pages = [await epochs(), await epochs(54), await epochs(4)];
      expect(pages.map((page) => page.length)).toEqual([50, 50, 3]);
      expect(pages.flat()).toEqual(Array.from({ length: 103 }, (_, at) => 103 - at));
      expect(await epochs(1)).toEqual([]);
    });

    test("the newest operation is the one of the highest epoch, whenever it was last told of", async () => {
      const { journals } = open();
      expect(await journals.newest("shop")).toBeUndefined();
      for (const epoch of [9, 10, 2]) await journals.append("shop", headOf(epoch), []);
      expect((await journals.newest("shop"))?.epoch).toBe(10);
    });

    test("operations of another pair are another's, also when its name begins with this one's", async () => {
      const { journals } = open();
      const other = { ...headOf(3), id: operationIdOf("shop-2", 3, "upgrade"), pair: "shop-2" };
      await journals.append("shop-2", other, [entryOf(1)]);
      expect(await journals.list("shop")).toEqual([]);
      expect(await journals.newest("shop")).toBeUndefined();
      expect(await journals.read("shop", headOf(3).id)).toBeUndefined();
    });

    test("of two writers who tell of one operation at once, nobody's entry is lost", async () => {
      const { journals } = open();
      const numbers = [1, 2, 3, 4];
      await Promise.all(numbers.map((number) => journals.append("shop", headOf(1), [entryOf(number)])));
      const document = await journals.read("shop", headOf(1).id);
      expect(document?.journal.map((entry) => entry.number).toSorted()).toEqual([1, 2, 3, 4]);
    });

    test("only the last two hundred notices are kept", async () => {
      const { journals } = open();
      for (let nth = 1; nth <= 203; nth += 1) await journals.notice("shop", noticeOf(String(nth)));
      const kept = (await journals.notices("shop")).map((one) => Number(one.id));
      expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, 4, 203]);
    });

    test("notices are kept in order, those of one pair apart from another's", async () => {
      const { journals } = open();
      await journals.notice("shop", noticeOf("a"));
      await journals.notice("shop", noticeOf("b"));
      await journals.notice("news", noticeOf("c"));
      expect((await journals.notices("shop")).map((one) => one.id)).toEqual(["a", "b"]);
      expect((await journals.notices("news")).map((one) => one.id)).toEqual(["c"]);
    });

    test("an operation goes on with the pair as it was claimed, whatever its file says since", async () => {
      const { claimed } = open();
      const id = headOf(1).id;
      expect(await claimed.read(id)).toBeUndefined();
      await claimed.keep(id, aPair({ soakMinutes: 60 }));
      await claimed.keep(id, aPair({ soakMinutes: 5 }));
      expect(await claimed.read(id)).toEqual(aPair({ soakMinutes: 60 }));
      await claimed.keep(headOf(2).id, aPair({ soakMinutes: 5 }));
      expect((await claimed.read(headOf(2).id))?.soakMinutes).toBe(5);
      expect((await claimed.read(id))?.soakMinutes).toBe(60);
    });

    test("a cluster's form is the newest that was kept, for each operation and color", async () => {
      const { forms } = open();
      const id = headOf(1).id;
      const form = (version: string) => ({
        version,
        settings: { "networkProfile.podCidr": '"10.0.0.0/16"' },
      });
      expect(await forms.read(id, "blue")).toBeUndefined();
      await forms.keep(id, "blue", form("1.34.9"));
      await forms.keep(id, "blue", form("1.35.5"));
      expect(await forms.read(id, "blue")).toEqual(form("1.35.5"));
      expect(await forms.read(id, "green")).toBeUndefined();
      expect(await forms.read(headOf(2).id, "blue")).toBeUndefined();
    });

    test("a claimed pair is no operation: it is in no list", async () => {
      const { claimed, journals } = open();
      await claimed.keep(headOf(1).id, aPair());
      expect(await journals.list("shop")).toEqual([]);
    });
  });
}
