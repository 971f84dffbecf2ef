import { createHash, randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import { isRealClock } from "../real-clock.ts";

/** An id that is the same whenever the same things happen in the same order, so that a run can be repeated. */
export function hexId(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

export function guid(...parts: readonly (string | number)[]): string {
  const hex = hexId(...parts);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What is made for somebody who names no id. */
export interface NewIds {
  hex(...parts: readonly (string | number)[]): string;
  guid(...parts: readonly (string | number)[]): string;
}

const random: NewIds = { hex: () => randomUUID().replaceAll("-", ""), guid: () => randomUUID() };

/** Nobody can guess them, as in production; on a clock that can stand still a run can be repeated. */
export const newIdsOn = (clock: Clock): NewIds => (isRealClock(clock) ? random : { hex: hexId, guid });
