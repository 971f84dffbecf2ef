import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  claim,
  operationIdOf,
  parseOperationId,
  release,
  type Claim,
  type PairRecord,
} from "../../src/domain/upgrade/pair-record.ts";
import { outcomes } from "../../src/domain/upgrade/phases.ts";

const at = "2026-11-05T09:00:00.000Z";
const claimFor = (epoch: number, wanted: Partial<Claim> = {}): Claim => ({
  operationId: operationIdOf("shop", epoch, "upgrade"),
  epoch,
  deadOwner: null,
  by: "tester",
  reason: "test",
  at,
  ...wanted,
});

function recordAt(epoch: number, wanted: Partial<PairRecord> = {}): PairRecord {
  return {
    epoch,
    operationId: null,
    hold: null,
    closedGate: null,
    by: "tester",
    reason: "test",
    at,
    ...wanted,
  };
}

describe("a claim", () => {
  test("of a pair that was never claimed takes epoch 1", () => {
    expect(claim(undefined, claimFor(1))).toMatchObject({
      kind: "write",
      record: { epoch: 1, operationId: "shop-1-upgrade" },
    });
  });

  test("repeated by its owner changes nothing", () => {
    const record = recordAt(1, { operationId: operationIdOf("shop", 1, "upgrade") });
    expect(claim(record, claimFor(1))).toEqual({ kind: "owned", record });
  });

  test("is superseded while another operation owns the pair", () => {
    const record = recordAt(1, { operationId: operationIdOf("shop", 1, "rollback") });
    expect(claim(record, claimFor(2))).toEqual({ kind: "superseded", by: "shop-1-rollback" });
  });

  test("takes over from an owner that was seen dead", () => {
    const dead = operationIdOf("shop", 1, "upgrade");
    expect(claim(recordAt(1, { operationId: dead }), claimFor(2, { deadOwner: dead })).kind).toBe("write");
  });

  test("made by a person clears the hold", () => {
    const hold = { operationId: operationIdOf("shop", 1, "upgrade"), outcome: "aborted", at } as const;
    expect(claim(recordAt(1, { hold }), claimFor(2))).toMatchObject({
      kind: "write",
      record: { hold: null },
    });
  });

  test("never lowers an epoch, nor takes one twice", () => {
    const epochs = fc.record({ known: fc.nat(50), desired: fc.nat(50) });
    fc.assert(
      fc.property(epochs, ({ known, desired }) => {
        const answer = claim(recordAt(known), claimFor(desired));
        return answer.kind === "write" ? answer.record.epoch === known + 1 : desired !== known + 1;
      }),
      { seed: 20261105 },
    );
  });
});

describe("a release", () => {
  const owned = recordAt(3, { operationId: operationIdOf("shop", 3, "upgrade") });

  test.for(outcomes)(
    "after %s holds the pair exactly when the upgrade would otherwise be redone",
    (outcome) => {
      const end = { operationId: operationIdOf("shop", 3, "upgrade"), kind: "upgrade", outcome, at } as const;
      const holds = ["aborted", "rolledBack", "failed"].includes(outcome);
      expect(release(owned, end)?.hold?.outcome).toBe(holds ? outcome : undefined);
    },
  );

  test("after a completed rollback holds the pair", () => {
    const operationId = operationIdOf("shop", 4, "rollback");
    const end = { operationId, kind: "rollback", outcome: "completed", at } as const;
    expect(release(recordAt(4, { operationId }), end)).toMatchObject({
      operationId: null,
      hold: { operationId },
    });
  });

  test("by somebody who owns the pair no longer writes nothing", () => {
    const end = {
      operationId: operationIdOf("shop", 2, "upgrade"),
      kind: "upgrade",
      outcome: "failed",
      at,
    } as const;
    expect(release(owned, end)).toBeUndefined();
  });
});

test("an operation id is taken apart the way it was put together", () => {
  expect(parseOperationId("web-shop-12-rollback")).toEqual({
    id: "web-shop-12-rollback",
    pair: "web-shop",
    epoch: 12,
    kind: "rollback",
  });
  expect(
    ["shop", "shop-1", "shop-x-upgrade", "-1-upgrade", "shop-1-upgrade/x"].map(parseOperationId),
  ).toEqual(Array(5).fill(undefined));
});
