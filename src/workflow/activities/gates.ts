import { otherColor, type Color, type Pair } from "../../domain/environment/pair.ts";
import {
  interlock,
  leverEvidenceMinutes,
  type GateAnswer,
  type Interlock,
  type OriginHealth,
} from "../../domain/swap/lever.ts";
import { withGate } from "../../domain/upgrade/pair-record.ts";
import type { Ports } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";
import { recordMoved } from "./record.ts";

export type Pulled = { readonly kind: "closed" } | Exclude<Interlock, { readonly kind: "free" }>;

/**
 * Closes the gate of `color`, so that every edge falls back to the healthy standby without a Front Door write. The
 * evidence that the other side is well is taken in this very step: it may not grow old.
 */
export const closeGate: Step<{ owner: Owner; color: Color; at: string }, Pulled> = writingStep(
  "closeGate",
  async (ports, { owner, color, at }) => {
    const pair = pairOf(ports, owner.pair);
    const found = await ports.records.read(owner.pair);
    if (found?.record.closedGate === color) return { kind: "closed" };
    const wayBack = otherColor(color);
    const [router, gate, health] = await Promise.all([
      ports.router.read(pair),
      ports.gates.ask(pair, wayBack),
      healthOf(ports, pair, { color: wayBack, at }),
    ]);
    const answer = interlock({ color: wayBack, router, gate, health, now: at });
    if (answer.kind !== "free") return answer;
    if (
      found === undefined ||
      !(await ports.records.write(owner.pair, withGate(found.record, color, at), found.etag))
    )
      throw recordMoved(owner.pair);
    return { kind: "closed" };
  },
);

export const readGate: Step<{ pair: string; color: Color }, GateAnswer> = {
  name: "readGate",
  run: async (ports, { pair, color }) => ports.gates.ask(pairOf(ports, pair), color),
};

/** Opens whichever gate is closed. */
export const openGate: Step<{ owner: Owner; at: string }, null> = writingStep(
  "openGate",
  async (ports, { owner, at }) => {
    const found = await ports.records.read(owner.pair);
    if (found === undefined || found.record.closedGate === null) return null;
    if (await ports.records.write(owner.pair, withGate(found.record, null, at), found.etag)) return null;
    throw recordMoved(owner.pair);
  },
);

async function healthOf(
  ports: Ports,
  pair: Pair,
  { color, at }: { color: Color; at: string },
): Promise<OriginHealth | null> {
  const minuteMs = 60_000;
  const now = Math.floor(Date.parse(at) / minuteMs) * minuteMs;
  const span = {
    from: new Date(now - leverEvidenceMinutes * minuteMs).toISOString(),
    to: new Date(now).toISOString(),
  };
  // without the metric nobody can tell, and that is what the interlock then says
  return ports.traffic.originHealth(pair, span).then(
    (health) => health[color],
    () => null,
  );
}
