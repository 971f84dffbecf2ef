import { expect, test } from "vitest";
import { interlock, type WayBackEvidence } from "../../src/domain/swap/lever.ts";
import { withChange } from "../../src/domain/swap/protocol.ts";
import { aRouter } from "../support/a-router.ts";

const swapped = (["stage", "swap"] as const).reduce(
  (router, step) => withChange(router, { step, candidate: "green", percent: 100 }),
  aRouter("blue"),
);
const now = "2026-11-05T10:00:00.000Z";
const evidence = (wanted: Partial<WayBackEvidence> = {}): WayBackEvidence => ({
  color: "blue",
  router: swapped,
  gate: { kind: "open", color: "blue", epoch: 1 },
  health: { percentage: 100, measuredAt: "2026-11-05T09:57:00.000Z" },
  now,
  ...wanted,
});

test("the lever is free when the way back is enabled, its gate open, and Front Door's probes pass", () => {
  expect(interlock(evidence())).toEqual({ kind: "free" });
});

test.for<[string, Partial<WayBackEvidence>]>([
  ["the gate of the way back is closed", { gate: { kind: "closed", color: "blue", epoch: 1 } }],
  ["its application is not well", { gate: { kind: "unhealthy", color: "blue", epoch: 1 } }],
  ["its gate gives no answer", { gate: { kind: "unreachable", why: "ECONNRESET" } }],
  ["its gate says another color", { gate: { kind: "open", color: "green", epoch: 1 } }],
  ["too few of Front Door's probes pass", { health: { percentage: 89, measuredAt: now } }],
])("it is locked when %s", ([, wanted]) => {
  expect(interlock(evidence(wanted)).kind).toBe("locked");
});

test.for<[string, Partial<WayBackEvidence>]>([
  ["the way back is not enabled where users are", { router: aRouter("green") }],
  ["there is no gate", { gate: { kind: "noGate", said: "404" } }],
  ["Front Door tells no health", { health: null }],
  [
    "what it tells is older than five minutes",
    { health: { percentage: 100, measuredAt: "2026-11-05T09:54:59.000Z" } },
  ],
])("it is of no use when %s: missing evidence is never a pass", ([, wanted]) => {
  expect(interlock(evidence(wanted)).kind).toBe("useless");
});
