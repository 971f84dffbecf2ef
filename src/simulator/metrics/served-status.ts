import { colorOf } from "../front-door/users-target.ts";
import type { Sickness } from "../ingress/sickness.ts";
import type { ClusterDirectory, Color, WorldSeed } from "../joints.ts";

/** What each origin answers its users with, and since when. */
export interface ServedStatus {
  /** Origins change between two looks only. */
  look(atMs: number): void;
  now(originHost: string): number;
  during(originHost: string, fromMs: number, toMs: number): readonly StatusSpan[];
}

export interface StatusSpan {
  readonly status: number;
  readonly ms: number;
}

interface Step {
  readonly fromMs: number;
  readonly status: number;
}

interface Origins {
  readonly seed: WorldSeed;
  readonly directory: ClusterDirectory;
  readonly sickness: Sickness;
  readonly names: { isRight(color: Color): boolean };
}

export function createServedStatus(origins: Origins): ServedStatus {
  const { blue, green } = origins.seed.originHosts;
  const histories = new Map<string, Step[]>([blue, green].map((host) => [host.toLowerCase(), []]));
  const look = (atMs: number) => {
    for (const [host, steps] of histories) {
      const status = statusNow(origins, host);
      if (steps.at(-1)?.status !== status) steps.push({ fromMs: atMs, status });
    }
  };
  look(Number.NEGATIVE_INFINITY);
  return {
    look,
    now: (originHost) => statusNow(origins, originHost),
    during(originHost, fromMs, toMs) {
      const steps = histories.get(originHost) ?? [];
      return steps
        .map(({ fromMs: sinceMs, status }, index) => {
          const untilMs = Math.min(steps[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY, toMs);
          return { status, ms: untilMs - Math.max(sinceMs, fromMs) };
        })
        .filter(({ ms }) => ms > 0);
    },
  };
}

/** A request that no cluster answers ends as the edge's own 502. */
function statusNow({ seed, directory, sickness, names }: Origins, host: string): number {
  const color = colorOf(seed, host);
  if (color === undefined || directory.serving(color).state !== "running" || !names.isRight(color))
    return 502;
  return directory.serving(color).workloadsReady ? (sickness.statusOf(color) ?? 200) : 503;
}
