import { plantedIn, type PlantedByPatch } from "../planted.ts";

const inEvidence = plantedIn("src/domain/evidence/evidence.ts", "test/domain/evidence.test.ts");
const inMoveUsers = plantedIn("src/domain/guards/move-users.ts", "test/domain/guards.test.ts");
const inStop = plantedIn("src/domain/guards/stop.ts", "test/domain/stop-guard.test.ts");
const inWayBack = plantedIn("src/domain/swap/way-back.ts", "test/domain/guards.test.ts");
const inWayBackToo = plantedIn("src/domain/swap/way-back.ts", "test/domain/lever.test.ts");
const inReach = plantedIn(
  "src/domain/guards/reach.ts",
  "test/domain/guards.test.ts",
  "test/domain/stop-guard.test.ts",
);
const inReachToo = plantedIn("src/domain/guards/reach.ts", "test/domain/stop-guard.test.ts");
const inTakeBack = plantedIn("src/domain/guards/take-back.ts", "test/domain/guards.test.ts");
const inCandidate = plantedIn("src/domain/guards/candidate.ts", "test/domain/guards.test.ts");

/** Evidence that is too old, or not looked at, and what a guard looks at left out. */
export const bugsOfGuards: readonly PlantedByPatch[] = [
  inEvidence(
    "evidence never grows old",
    "return ageSeconds <= (limits[what] ?? 0)",
    "return ageSeconds <= Infinity",
  ),
  inEvidence("a proof is good for a day", "proof: 600", "proof: 86_400"),
  inMoveUsers(
    "the swap takes a proof of before a long pause",
    `weigh({ decision: "swap", what: "proof" }, proof, now)`,
    `weigh({ decision: "swap", what: "proof" }, proof, proof?.takenAt ?? now)`,
  ),
  inMoveUsers(
    "the swap takes a baseline of yesterday",
    `weigh({ decision: "swap", what: "baseline" }, baseline, now)`,
    `weigh({ decision: "swap", what: "baseline" }, baseline, baseline?.takenAt ?? now)`,
  ),
  inMoveUsers(
    "a share rises on a verdict of before a halt",
    `weigh({ decision: "share", what: "verdict" }, verdict, now)`,
    `weigh({ decision: "share", what: "verdict" }, verdict, verdict?.takenAt ?? now)`,
  ),
  inMoveUsers(
    "a share rises on an arrival of hours ago",
    `weigh({ decision: "share", what: "arrival" }, arrival, now)`,
    `weigh({ decision: "share", what: "arrival" }, arrival, arrival?.takenAt ?? now)`,
  ),
  inMoveUsers(
    "retiring goes by a verdict of before a halt",
    `weigh({ decision: "retire", what: "verdict" }, verdict, now)`,
    `weigh({ decision: "retire", what: "verdict" }, verdict, verdict?.takenAt ?? now)`,
  ),
  inMoveUsers(
    "retiring goes by an arrival of hours ago",
    `weigh({ decision: "retire", what: "arrival" }, arrival, now)`,
    `weigh({ decision: "retire", what: "arrival" }, arrival, arrival?.takenAt ?? now)`,
  ),
  inMoveUsers(
    "a candidate without a proof may be swapped to",
    `proven.kind !== "fresh" ? notYet(proven.why) : mustBeHealthy(candidate, proven.fact),`,
    "go,",
  ),
  inMoveUsers(
    "inconclusive is a pass to the guards",
    `verdict === "healthy" ? go :`,
    `verdict !== "unhealthy" ? go :`,
  ),
  inMoveUsers("the swap does not ask the candidate's gate", "    gateOf(facts),\n", ""),
  inMoveUsers(
    "any open gate is the candidate's",
    "return gate.color === candidate ? go :",
    "return gate.color !== undefined ? go :",
  ),
  inMoveUsers(
    "the swap does not care whether the router is at rest",
    "isEscape && router.routedGroup !== undefined ? go : restOf(router, candidate),",
    "go,",
  ),
  inMoveUsers(
    "a stranger's origin before the active is nobody's matter",
    "return stranger === undefined",
    "return stranger !== null",
  ),
  inMoveUsers("two origins that share users are at rest", "if (firsts.length > 1)", "if (firsts.length > 2)"),
  inMoveUsers(
    "the group that users are on may be staged",
    "if (router.routedGroup === candidate)",
    "if (router.routedGroup === null)",
  ),
  inMoveUsers(
    "the previous may be retired while users are on it",
    "if (activeColor(router) !== candidate)",
    "if (activeColor(router) === undefined)",
  ),
  inStop(
    "a cluster is stopped by a quiet of an hour ago",
    `weigh({ decision: "stop", what: "quiet" }, quiet, now)`,
    `weigh({ decision: "stop", what: "quiet" }, quiet, quiet?.takenAt ?? now)`,
  ),
  inStop("a cluster that users are on may be stopped", "if (active === color)", "if (active === null)"),
  inStop(
    "a cluster may be stopped while something still leads there",
    "if (way !== undefined)",
    "if (way === null)",
  ),
  inStop(
    "metrics that tell of nobody are quiet, though there were users",
    "return expectsTraffic\n",
    "return expectsTraffic === null\n",
  ),
  inStop("a gap in the metrics is quiet", '    case "quiet":\n', '    case "noData":\n    case "quiet":\n'),
  inWayBack(
    "the way back is well because Front Door's probes passed an hour ago",
    `what: "probes" }, measured, now)`,
    `what: "probes" }, measured, health?.measuredAt ?? now)`,
  ),
  inWayBackToo(
    "the way back is well because we looked at it an hour ago",
    `what: "wayBack" }, own, now)`,
    `what: "wayBack" }, own, own?.takenAt ?? now)`,
  ),
  inReach(
    "only the users' own route counts as a way to an environment",
    "router.ways.filter((way) => way.colors.includes(color))",
    `router.ways.filter((way) => way.kind === "users" && way.colors.includes(color))`,
  ),
  inReachToo(
    "a standby of the users' group is no way to it",
    "return isInUsersGroup && ways.length === 0",
    "return isInUsersGroup && ways.length < 0",
  ),
  inTakeBack("users are taken back to a cluster that is stopped", `powerState === "Stopped" || `, ""),
  inTakeBack(
    "users are taken back to an environment that nobody has seen well",
    `seen.kind === "well" ? go :`,
    `seen.kind !== "bad" ? go :`,
  ),
  inCandidate(
    "a running environment is changed while edges still send users there",
    `answer.kind === "go" ? mustBeQuiet(facts) : answer`,
    "answer",
  ),
  inTakeBack(
    "users are taken back though the gate there says that it is not well",
    `gate?.kind === "unhealthy" || `,
    "",
  ),
];
