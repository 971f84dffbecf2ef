import { colors, type Color } from "../../src/domain/environment/pair.ts";
import type { FakeAzure } from "./fake-azure.ts";
import { isUp } from "./fake-doors.ts";
import type { Shares } from "./fake-front-door.ts";
import type { Moment } from "./fake-traffic.ts";

/** How it has been, for whoever counts. */
export function historyOf(
  azure: FakeAzure,
  { answersProbe, now }: { answersProbe: (color: Color) => boolean; now: () => number },
) {
  let moments: Moment[] = [];
  const sharesNow = (): Shares | null => {
    const { usersOn } = azure;
    if (usersOn === "nobody") return null;
    if (azure.followsRoute) return azure.users();
    return { blue: usersOn === "blue" ? 1 : 0, green: usersOn === "green" ? 1 : 0, nobody: 0 };
  };
  const keep = (): void => {
    const each = (is: (color: Color) => boolean) => ({ blue: is("blue"), green: is("green") });
    const failing = each((color) => azure.sick.has(color) || !isUp(azure, color));
    const moment = { atMs: now(), shares: sharesNow(), failing, answering: each(answersProbe) };
    const last = moments.at(-1);
    if (last !== undefined && isSame(last, moment)) return;
    if (last?.atMs === moment.atMs) moments.pop();
    moments.push(moment);
  };
  return {
    moments: () => moments,
    keep,
    begin: () => {
      moments = [];
      keep();
    },
  };
}

const isSame = (one: Moment, other: Moment): boolean =>
  colors.every(
    (color) =>
      one.shares?.[color] === other.shares?.[color] &&
      one.failing[color] === other.failing[color] &&
      one.answering[color] === other.answering[color],
  );
