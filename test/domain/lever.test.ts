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
  own: null,
  unanswered: 0,
  now,
  ...wanted,
});

test("the lever is free when the way back is enabled, its gate open, and Front Door's probes pass", () => {
  expect(interlock(evidence())).toEqual({ kind: "free" });
});

const silent = { gate: { kind: "unreachable", why: "ECONNRESET" } } as const;
const young = (fact: "healthy" | "unhealthy" | "inconclusive") => ({ fact, takenAt: now });

test.for<[string, Partial<WayBackEvidence>]>([
  ["the gate of the way back is closed", { gate: { kind: "closed", color: "blue", epoch: 1 } }],
  ["its application is not well", { gate: { kind: "unhealthy", color: "blue", epoch: 1 } }],
  ["its gate says another color", { gate: { kind: "open", color: "green", epoch: 1 } }],
  ["too few of Front Door's probes pass", { health: { percentage: 89, measuredAt: now } }],
  ["our own checks of it fail, whatever Front Door sees", { own: young("unhealthy") }],
  ["our own checks fail and Front Door tells nothing", { health: null, own: young("unhealthy") }],
])("it is locked when %s", ([, wanted]) => {
  expect(interlock(evidence(wanted)).kind).toBe("locked");
});

test.for<[string, Partial<WayBackEvidence>]>([
  ["the way back is not enabled where users are", { router: aRouter("green") }],
  ["there is no gate", { gate: { kind: "noGate", said: "404" } }],
])("it is of no use when %s", ([, wanted]) => {
  expect(interlock(evidence(wanted)).kind).toBe("useless");
});

test.for<[string, Partial<WayBackEvidence>]>([
  ["Front Door tells no health, and nobody has looked", { health: null }],
  ["Front Door tells no health, and our looks say nothing", { health: null, own: young("inconclusive") }],
  [
    "what Front Door tells is older than five minutes",
    { health: { percentage: 100, measuredAt: "2026-11-05T09:54:59.000Z" } },
  ],
  [
    "our own looks are older than two minutes",
    { health: null, own: { fact: "healthy", takenAt: "2026-11-05T09:57:59.000Z" } },
  ],
  ["the router cannot be read and was never known", { router: null }],
  ["the gate does not answer once or twice", { ...silent, unanswered: 2 }],
  ["the gate never answers, and Front Door tells nothing", { ...silent, unanswered: 9, health: null }],
])("it is asked again when %s: missing evidence is neither good nor bad", ([, wanted]) => {
  expect(interlock(evidence(wanted)).kind).toBe("unknown");
});

test("our own looks do where Front Door tells no health", () => {
  expect(interlock(evidence({ health: null, own: young("healthy") })).kind).toBe("free");
});

test("Front Door's probes decide alone once the gate has not answered us three times", () => {
  expect(interlock(evidence({ ...silent, unanswered: 3 })).kind).toBe("free");
});
