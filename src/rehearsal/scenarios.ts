import type { Scenario } from "./scenario.ts";
import { badDays } from "./scenarios/bad-days.ts";
import { blindHours } from "./scenarios/blind-hours.ts";
import { foreignWays } from "./scenarios/foreign-ways.ts";
import { frontDoors } from "./scenarios/front-doors.ts";
import { hops } from "./scenarios/hops.ts";
import { otherHands } from "./scenarios/other-hands.ts";
import { refusals } from "./scenarios/refusals.ts";
import { swapTroubles } from "./scenarios/swap-troubles.ts";
import { upgrades } from "./scenarios/upgrades.ts";
import { waysBack } from "./scenarios/ways-back.ts";

/** In the order in which one would want to see them. */
export const scenarios: readonly Scenario[] = [
  ...upgrades,
  ...waysBack,
  ...swapTroubles,
  ...blindHours,
  ...otherHands,
  ...frontDoors,
  ...foreignWays,
  ...refusals,
  ...badDays,
  ...hops,
];
