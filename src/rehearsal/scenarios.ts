import type { Scenario } from "./scenario.ts";
import { badDays } from "./scenarios/bad-days.ts";
import { frontDoors } from "./scenarios/front-doors.ts";
import { refusals } from "./scenarios/refusals.ts";
import { swapTroubles } from "./scenarios/swap-troubles.ts";
import { upgrades } from "./scenarios/upgrades.ts";
import { waysBack } from "./scenarios/ways-back.ts";

/** In the order in which one would want to see them. */
export const scenarios: readonly Scenario[] = [
  ...upgrades,
  ...waysBack,
  ...swapTroubles,
  ...frontDoors,
  ...refusals,
  ...badDays,
];
