import type { Agenda, Draw } from "../joints.ts";
import type { Delta, Knowledge } from "./knowledge.ts";

/** One global rollout: every edge has a moment of its own at which it begins to act by this configuration. */
export interface Rollout {
  /** The control plane's own truth when it began. */
  readonly newest: Knowledge;
  /** What it makes of what an edge knew. */
  readonly learn: (known: Knowledge) => Knowledge;
  /** One an edge, in the order of the edges. */
  readonly arrivesAtMs: readonly number[];
  readonly lastEdgeMs: number;
}

export interface Rollouts {
  begin(newest: Knowledge, write: Delta): Rollout;
  /** From now on a rollout takes this long to reach its last edge. */
  propagationTakes(minutes: number): void;
  /** From now on rollouts do not wait for each other, and each tells an edge its own write only. */
  loseOrder(): void;
}

/**
 * Front Door's FAQ: a change takes up to 20 minutes (45 after October 2025) to reach every edge, and later changes
 * are queued until the earlier one has propagated (learn.microsoft.com/azure/frontdoor/front-door-faq).
 */
export function createRollouts(options: {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly profileId: string;
  readonly edges: readonly string[];
}): Rollouts {
  const { agenda, draw, profileId, edges } = options;
  let fixedMinutes: number | undefined;
  let isOrdered = true;
  let previousEndsMs = Number.NEGATIVE_INFINITY;

  return {
    begin(newest, write) {
      const beginsMs = isOrdered ? Math.max(agenda.now(), previousEndsMs) : agenda.now();
      const drawnMinutes = 3 + 17 * draw("propagation.minutes", profileId);
      const windowMs = (fixedMinutes ?? drawnMinutes) * 60_000;
      // The slowest edge defines the window: its draw is stretched to the whole of it.
      const drawn = edges.map((edge) => 0.1 + 0.9 * draw("propagation.edge", edge));
      const slowest = Math.max(...drawn);
      const arrivesAtMs = drawn.map((share) => beginsMs + Math.round((share / slowest) * windowMs));
      const lastEdgeMs = Math.max(...arrivesAtMs);
      previousEndsMs = Math.max(previousEndsMs, lastEdgeMs);
      const learn = isOrdered ? () => newest : (known: Knowledge) => known.after(write);
      return { newest, learn, arrivesAtMs, lastEdgeMs };
    },
    propagationTakes(minutes) {
      fixedMinutes = minutes;
    },
    loseOrder() {
      isOrdered = false;
    },
  };
}
