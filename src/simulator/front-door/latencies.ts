import type { Draw } from "../joints.ts";

/** How long each edge waits for each origin, measured by its probes. */
export interface Latencies {
  /** Drawn once: no two origins are equally far from an edge. */
  of(edge: string, originHost: string): number;
  /** That origin is so much slower from now on, seen from everywhere. */
  differ(originHost: string, ms: number): void;
}

const [nearestMs, spreadMs] = [20, 20];

export function createLatencies(draw: Draw): Latencies {
  const measured = new Map<string, number>();
  const added = new Map<string, number>();
  return {
    of(edge, originHost) {
      const key = `${edge}/${originHost}`;
      const own = measured.get(key) ?? nearestMs + spreadMs * draw("origin.latency", key);
      measured.set(key, own);
      return own + (added.get(originHost) ?? 0);
    },
    differ: (originHost, ms) => void added.set(originHost, ms),
  };
}
