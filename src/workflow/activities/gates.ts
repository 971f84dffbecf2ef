import { otherColor, type Color } from "../../domain/environment/pair.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { VerdictKind } from "../../domain/probing/verdict.ts";
import type { RouterState } from "../../domain/swap/layout.ts";
import { interlock, type GateAnswer, type Interlock } from "../../domain/swap/lever.ts";
import { go, notYet } from "../../domain/guards/guard.ts";
import { nextWrite } from "../../domain/swap/protocol.ts";
import { withGate } from "../../domain/upgrade/pair-record.ts";
import type { Step } from "../step.ts";
import { obey } from "./guarded.ts";
import { healthOf } from "./origin-health.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf, type PairRef } from "./pair-of.ts";
import { recordMoved } from "./record.ts";

export type Pulled =
  | { readonly kind: "closed" }
  | (Exclude<Interlock, { readonly kind: "free" }> & { readonly isSilent: boolean });

export interface LeverOrder {
  readonly owner: Owner;
  readonly color: Color;
  /** How often in a row the gate of the way back has given no answer so far. */
  readonly unanswered: number;
  /** Our own looks at the way back. */
  readonly wayBack: Evidence<VerdictKind> | null;
  /** The router as the run knows it: enough where the control plane cannot be read. */
  readonly known: RouterState | null;
}

/**
 * Closes the gate of `color`, so that every edge falls back to the healthy standby without a Front Door write. The
 * evidence that the other side is well is taken in this very step: it may not grow old.
 */
export const closeGate: Step<LeverOrder, Pulled> = writingStep("closeGate", async (ports, order) => {
  const { owner, color, at } = order;
  const pair = await pairOf(ports, owner);
  const found = await ports.records.read(owner.pair);
  if (found?.record.closedGate === color) return { kind: "closed" };
  const wayBack = otherColor(color);
  const [router, gate, health] = await Promise.all([
    ports.router.read(pair).catch(() => order.known),
    ports.gates.ask(pair, wayBack),
    healthOf(ports, pair, { color: wayBack, at }),
  ]);
  const isSilent = gate.kind === "unreachable";
  const unanswered = isSilent ? order.unanswered + 1 : 0;
  const seen = { color: wayBack, router, gate, unanswered, health, own: order.wayBack, now: at };
  const answer = interlock(seen);
  if (answer.kind !== "free") return { ...answer, isSilent };
  const record = found === undefined ? undefined : withGate(found.record, color, at);
  if (record === undefined || !(await ports.records.write(owner.pair, record, found?.etag)))
    throw recordMoved(owner.pair);
  return { kind: "closed" };
});

export const readGate: Step<PairRef & { color: Color }, GateAnswer> = {
  name: "readGate",
  run: async (ports, { color, ...ref }) => ports.gates.ask(await pairOf(ports, ref), color),
};

/** Opens whichever gate is closed; never while the control plane leads users to `candidate`. */
export const openGate: Step<{ owner: Owner; candidate: Color }, null> = writingStep(
  "openGate",
  async (ports, { owner, candidate, at }) => {
    const found = await ports.records.read(owner.pair);
    if (found === undefined || found.record.closedGate === null) return null;
    const router = await ports.router.read(await pairOf(ports, owner));
    const write = nextWrite(router, { step: "rollBack", candidate, percent: 0 });
    const answer = write === undefined ? go : notYet(`the router leads users to ${candidate} again`);
    obey(answer, { what: "opening the gate", resource: `the gate of ${candidate}` });
    if (await ports.records.write(owner.pair, withGate(found.record, null, at), found.etag)) return null;
    throw recordMoved(owner.pair);
  },
);
