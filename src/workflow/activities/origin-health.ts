import type { Color, Pair } from "../../domain/environment/pair.ts";
import { goodForSeconds } from "../../domain/evidence/evidence.ts";
import type { OriginHealth } from "../../domain/swap/way-back.ts";
import type { Ports } from "../ports.ts";

const minuteMs = 60_000;

/** Front Door's own probes of one origin lately; null: none told, or the metric cannot be read now. */
export async function healthOf(
  ports: Ports,
  pair: Pair,
  { color, at }: { color: Color; at: string },
): Promise<OriginHealth | null> {
  const now = Math.floor(Date.parse(at) / minuteMs) * minuteMs;
  const span = {
    from: new Date(now - goodForSeconds.takeBack.probes * 1000).toISOString(),
    to: new Date(now).toISOString(),
  };
  return ports.traffic.originHealth(pair, span).then(
    (health) => health[color],
    () => null,
  );
}
