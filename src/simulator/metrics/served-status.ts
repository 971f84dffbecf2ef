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
  /** Percent of the requests whose answer nobody waits for. */
  readonly timedOut: number;
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
      const [status, timedOut] = [statusNow(origins, host), timedOutNow(origins, host)];
      const last = steps.at(-1);
      if (last?.status !== status || last.timedOut !== timedOut)
        steps.push({ fromMs: atMs, status, timedOut });
    }
  };
  look(Number.NEGATIVE_INFINITY);
  return {
    look,
    now: (originHost) => statusNow(origins, originHost),
    during(originHost, fromMs, toMs) {
      const steps = histories.get(originHost) ?? [];
      return steps
        .flatMap(({ fromMs: sinceMs, status, timedOut }, index) => {
          const untilMs = Math.min(steps[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY, toMs);
          const ms = untilMs - Math.max(sinceMs, fromMs);
          return [
            { status, ms: (ms * (100 - timedOut)) / 100 },
            { status: 0, ms: (ms * timedOut) / 100 },
          ];
        })
        .filter(({ ms }) => ms > 0);
    },
  };
}

const timedOutNow = ({ seed, sickness }: Origins, host: string): number => {
  const color = colorOf(seed, host);
  return color === undefined ? 0 : sickness.timedOutOf(color);
};

/** A request that no cluster answers ends as the edge's own 502. */
function statusNow({ seed, directory, sickness, names }: Origins, host: string): number {
  const color = colorOf(seed, host);
  if (color === undefined || directory.serving(color).state !== "running" || !names.isRight(color))
    return 502;
  return directory.serving(color).workloadsReady ? (sickness.statusOf(color) ?? 200) : 503;
}
