import { shortSoak } from "../pair-variants.ts";
import { hasTold, isIn } from "../scenario.ts";
import { heldAnswer, heldSwap, swapWrite } from "./hands.ts";
import { greenUnseen, unless } from "./objections.ts";
import { scenariosIn } from "./rows.ts";
import { once } from "./scripts.ts";

/** Azure, or the app itself, has a bad day. */
export const badDays = scenariosIn({
  "killed-midway": {
    sentence: "The app is killed five times at the worst moments and started again: the upgrade goes on.",
    ends: ["completed", "green"],
    world: { idle: "absent" },
    pair: shortSoak,
    needs: ["deployer"],
    faults: (pair) => [
      heldAnswer({ operation: "ManagedClusters_CreateOrUpdate" }),
      heldAnswer({ operation: "AgentPools_CreateOrUpdate" }),
      heldSwap(pair),
    ],
    script: once(isIn("soaking"), async (stage) => {
      await stage.killHost();
      await stage.until(hasTold("standby.disabled"));
      await stage.killHost();
    }),
    objections: ({ host: { kills } }) =>
      unless(kills === 5, `The app was killed ${kills} times instead of 5.`),
  },
  "no-quota": {
    sentence:
      "Azure has no room for a second cluster: the upgrade ends with Azure's code, and users stay on blue.",
    ends: ["failed", "blue"],
    world: { idle: "absent" },
    faults: [
      {
        kind: "operationFails",
        operation: "ManagedClusters_CreateOrUpdate",
        nth: 1,
        code: "QuotaExceeded",
        message: "Insufficient regional vcpu quota left.",
      },
    ],
    objections: greenUnseen,
  },
  "busy-azure": {
    sentence:
      "Azure throttles and its edges learn slowly: the upgrade waits as long as it is told, and completes.",
    ends: ["completed", "green"],
    pair: shortSoak,
    faults: (pair) => [
      { kind: "armThrottles", operation: "ManagedClusters_Start", times: 3, retryAfterSeconds: 40 },
      { kind: "armThrottles", operation: swapWrite(pair).operation, times: 2, retryAfterSeconds: 90 },
      { kind: "armThrottles", operation: "Operations_Get", times: 5, retryAfterSeconds: 60 },
      { kind: "propagationTakes", minutes: 45 },
    ],
  },
});
