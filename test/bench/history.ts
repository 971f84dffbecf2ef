import type { Bench } from "./bench-shape.ts";
import { oneInstance, ours, type Largest } from "./history/soaks.ts";

export interface HistoryArm extends Largest {
  readonly name: string;
}

const days = 7;
const [mostEvents, mostBytes, leastRatio] = [300, 64 * 1024, 20];

/** A history is read whole at every step of its instance, so its size is what a long soak costs. */
export const history: Bench = {
  about: `The largest history of one instance over a soak of ${days} virtual days: of a whole upgrade,
            and of one instance that looks around for as long without children and without beginning anew.
            An arm is {"name","events","bytes"}.`,
  measure: async (_seed, tell) => {
    const arms: HistoryArm[] = [];
    for (const [name, soak] of [
      ["our instances", ours],
      ["one-instance", oneInstance],
    ] as const) {
      const arm = { name, ...(await soak(days)) };
      tell(`${name.padEnd(14)} ${arm.events} events, ${arm.bytes} bytes at most`);
      arms.push(arm);
    }
    return { arms, objections: historyObjections(arms) };
  },
};

export function historyObjections([ours, baseline]: readonly HistoryArm[]): readonly string[] {
  if (ours === undefined || baseline === undefined) return ["an arm is missing"];
  const ratio = baseline.bytes / ours.bytes;
  return [
    ...(ours.events <= mostEvents ? [] : [`${ours.events} events are above ${mostEvents}`]),
    ...(ours.bytes <= mostBytes ? [] : [`${ours.bytes} bytes are above ${mostBytes}`]),
    ...(ratio >= leastRatio ? [] : [`one instance has only ${ratio.toFixed(1)} times the bytes`]),
  ];
}
