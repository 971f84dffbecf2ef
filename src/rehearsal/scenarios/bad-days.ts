import type { Fault } from "../../simulator/joints.ts";
import { shortSoak } from "../pair-variants.ts";
import { hasEnded, hasTold, isIn, type Scenario } from "../scenario.ts";
import { upgradeBlue } from "./scripts.ts";

/** Azure, or the app itself, has a bad day. */
export const badDays: readonly Scenario[] = [
  {
    name: "killed-midway",
    sentence: "The app is killed five times at the worst moments and started again: the upgrade goes on.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "absent" },
    pair: shortSoak,
    faults: [
      heldAnswer("ManagedClusters_CreateOrUpdate"),
      heldAnswer("AgentPools_CreateOrUpdate"),
      heldAnswer("Routes_Update"),
    ],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.killHost();
      await stage.until(hasTold("standby.disabled"));
      await stage.killHost();
      await stage.until(hasEnded);
    },
    objections: ({ host }) =>
      host.kills === 5 ? [] : [`The app was killed ${host.kills} times instead of 5.`],
  },
  {
    name: "no-quota",
    sentence:
      "Azure has no room for a second cluster: the upgrade ends with Azure's code, and users stay on blue.",
    expected: { outcome: "failed", active: "blue" },
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
    script: upgradeBlue,
    objections: ({ requests }) =>
      requests.perColor.green === 0 ? [] : [`${requests.perColor.green} requests of users reached green.`],
  },
  {
    name: "busy-azure",
    sentence:
      "Azure throttles and its edges learn slowly: the upgrade waits as long as it is told, and completes.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    pair: shortSoak,
    faults: [
      { kind: "armThrottles", operation: "ManagedClusters_Start", times: 3, retryAfterSeconds: 40 },
      { kind: "armThrottles", operation: "Routes_Update", times: 2, retryAfterSeconds: 90 },
      { kind: "armThrottles", operation: "Operations_Get", times: 5, retryAfterSeconds: 60 },
      { kind: "propagationTakes", minutes: 45 },
    ],
    script: upgradeBlue,
  },
];

/** The call takes effect, and the app dies before it can learn of it. */
function heldAnswer(operation: string): Fault {
  return { kind: "answerIsHeld", operation, nth: 1, name: `first ${operation}` };
}
