import type { Color } from "../../domain/environment/pair.ts";
import {
  arrivalAt,
  propagationMinutes,
  settledAfterMinutes,
  shareOf,
  type Arrival,
  type TrafficMinute,
} from "../../domain/swap/traffic.ts";
import { takeSample } from "../activities/probing.ts";
import { readTraffic } from "../activities/traffic.ts";
import type { Story } from "../durable.ts";
import { nowOf, type Run } from "../run.ts";
import { call } from "../waiting.ts";

const minuteMs = 60_000;

/** The last `minutes` settled minutes; none that began before `since`. */
export function* settledTraffic(
  run: Run,
  span: { since: Date; minutes: number },
): Story<readonly TrafficMinute[]> {
  const settled = Math.floor(nowOf(run).getTime() / minuteMs) * minuteMs - settledAfterMinutes * minuteMs;
  const from = Math.max(
    Math.ceil(span.since.getTime() / minuteMs) * minuteMs,
    settled - span.minutes * minuteMs,
  );
  if (from >= settled) return [];
  const [first, last] = [new Date(from).toISOString(), new Date(settled).toISOString()];
  return yield* call(run, readTraffic, { pair: run.input.pair, from: first, to: last });
}

/** Whether users have arrived at `color`, by Front Door's own metric; ARM's Succeeded says nothing about edges. */
export function* lookForArrival(
  run: Run,
  color: Color,
  move: { since: Date; percent: number },
): Story<Arrival> {
  const { since, percent } = move;
  const minutes = yield* settledTraffic(run, { since, minutes: 5 });
  run.head = { ...run.head, traffic: shareOf(minutes) ?? run.head.traffic };
  const arrival = arrivalAt(color, minutes, percent);
  return arrival === "noTraffic" ? yield* arrivalWithoutTraffic(run, color, since) : arrival;
}

/** Nobody to measure by: the documented worst case of a rollout, plus a good answer through the public name. */
function* arrivalWithoutTraffic(run: Run, color: Color, since: Date): Story<Arrival> {
  if (nowOf(run).getTime() < since.getTime() + propagationMinutes * minuteMs) return "notYet";
  const at = nowOf(run).toISOString();
  const sample = yield* call(run, takeSample, { pair: run.input.pair, color, at, ways: "public" });
  return sample.outcome === "pass" ? "arrived" : "notYet";
}
