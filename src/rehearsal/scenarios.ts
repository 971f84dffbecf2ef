import type { Fault } from "../simulator/joints.ts";
import { hasEnded, hasTold, isIn, type Scenario, type Stage } from "./scenario.ts";

const copiesOfOneEvent = 50;

/** In the order in which one would want to see them. */
export const scenarios: readonly Scenario[] = [
  {
    name: "happy-path",
    sentence: "Support of blue ends: green is built, climbs two minor versions, and takes over all users.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "absent" },
    faults: [],
    script: upgradeBlue,
  },
  {
    name: "kept-green",
    sentence: "Green was kept: it is started, climbs to the target, and takes over all users.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    faults: [],
    script: upgradeBlue,
  },
  {
    name: "bad-green",
    sentence: "Green does not pass its checks: the upgrade aborts, and no user has seen green.",
    expected: { outcome: "aborted", active: "blue" },
    world: { idle: "kept" },
    faults: [{ kind: "clusterComesUpSick", color: "green" }],
    script: upgradeBlue,
    objections: ({ requests }) =>
      requests.perColor.green === 0 ? [] : [`${requests.perColor.green} requests of users reached green.`],
  },
  {
    name: "sick-under-traffic",
    sentence: "Green turns sick once users are on it: the upgrade takes them back to blue by itself.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [{ kind: "clusterTurnsSickUnderTraffic", color: "green", minutesAfterLastEdge: 10 }],
    script: upgradeBlue,
  },
  {
    name: "rollback-over-http",
    sentence: "A person asks for the way back while green soaks: users go back to blue.",
    expected: { outcome: "rolledBack", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("soaking"));
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
  },
  {
    name: "rollback-after-completion",
    sentence:
      "A person asks for the way back after the upgrade: blue is started, proven, and gets its users back.",
    expected: { outcome: "completed", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await upgradeBlue(stage);
      await stage.post("rollback");
      await stage.until(hasEnded);
    },
    objections: ({ operations }) =>
      operations.at(-1)?.kind === "rollback" ? [] : ["The last operation is no rollback."],
  },
  {
    name: "duplicate-events",
    sentence: "One event arrives fifty times, in both schemas and in any order: one upgrade.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.deliver("blue", copiesOfOneEvent);
      await stage.until(hasEnded);
    },
    objections: ({ events }) => [
      ...(events.started === 1 ? [] : [`${events.started} upgrades started instead of one.`]),
      ...(events.ignored.length === copiesOfOneEvent - 1
        ? []
        : [`${events.ignored.length} events are told as ignored instead of ${copiesOfOneEvent - 1}.`]),
    ],
  },
  {
    name: "killed-midway",
    sentence: "The app is killed five times at the worst moments and started again: the upgrade goes on.",
    expected: { outcome: "completed", active: "green" },
    world: { idle: "absent" },
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
    name: "second-upgrade",
    sentence: "After a first upgrade the region offers 1.37: blue climbs to it and takes its users back.",
    expected: { outcome: "completed", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await upgradeBlue(stage);
      await stage.addFault({ kind: "versionOffered", version: "1.37.1", isPreview: false });
      await stage.deliver("green", 1);
      await stage.until(hasEnded);
    },
    objections: ({ version }) =>
      version.after === "1.37.1" ? [] : [`The active environment runs ${version.after} instead of 1.37.1.`],
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
    faults: [
      { kind: "armThrottles", operation: "ManagedClusters_Start", times: 3, retryAfterSeconds: 40 },
      { kind: "armThrottles", operation: "Routes_Update", times: 2, retryAfterSeconds: 90 },
      { kind: "armThrottles", operation: "Operations_Get", times: 5, retryAfterSeconds: 60 },
      { kind: "propagationTakes", minutes: 45 },
    ],
    script: upgradeBlue,
  },
];

async function upgradeBlue(stage: Stage): Promise<void> {
  await stage.deliver("blue", 1);
  await stage.until(hasEnded);
}

/** The call takes effect, and the app dies before it can learn of it. */
function heldAnswer(operation: string): Fault {
  return { kind: "answerIsHeld", operation, nth: 1, name: `first ${operation}` };
}
