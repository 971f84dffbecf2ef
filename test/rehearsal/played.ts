import type { Report } from "../../src/rehearsal/report.ts";
import { unless } from "../../src/rehearsal/scenarios/objections.ts";
import type { Beginning } from "../model/accepted.ts";

/** What is expected of a scenario besides that it was ok: its report holds all of this. */
export interface Row {
  /** A sentence about what its report shows. */
  readonly shows: string;
  readonly report: object;
  /** How the swap begins in the model, which must accept all of it; left out where the model does not know its writes. */
  readonly model?: Beginning;
  /** For the command line. */
  readonly words?: readonly string[];
  /** What a pattern cannot say; each answer is a reason why the test fails. */
  readonly also?: (report: Report) => readonly string[];
}

const allPhases = "planning building upgrading deploying verifying swapping soaking retiring";
const kept = { idle: "kept" } as const;
const completed = { outcome: "completed", active: { after: "green" }, requests: { failed: 0 } };
const wentBack = { outcome: "completed", active: { after: "blue" } };
const rolledBack = { outcome: "rolledBack", active: { after: "blue" } };
const unharmed = { ...rolledBack, requests: { failed: 0 } };

/** Every scenario that is played once, as the tables of src/rehearsal/scenarios have them. */
export const played = {
  upgrades: {
    "attached-resources": {
      shows: "a built green gets blue's trusted access and diagnostic setting, and no lock",
      words: ["--requests", "20"],
      report: {
        ...completed,
        azure: {
          calls: { TrustedAccessRoleBindings_CreateOrUpdate: 1, DiagnosticSettings_CreateOrUpdate: 1 },
        },
      },
    },
    "happy-path": {
      shows: "a built green climbs two minors and takes all users; none of 20 000 requests fails",
      words: ["--requests", "20"],
      model: { idle: "absent" },
      report: {
        schema: 1,
        outcome: "completed",
        active: { before: "blue", after: "green" },
        version: { before: "1.34.9", after: "1.36.4" },
        requests: { failed: 0 },
        azure: { criticalPathFrontDoorWrites: 1 },
        events: { delivered: 1, started: 1, ignored: [] },
      },
      also: ({ requests: { total, perColor }, operations }) => {
        const entered = operations[0]?.phases.map(({ phase }) => phase).join(" ") ?? "";
        return [
          ...unless(total >= 20_000, `There were ${total} requests.`),
          ...unless(Math.min(perColor.blue, perColor.green) > 1000, "Hardly anybody was on one side."),
          ...unless(entered === allPhases, `The phases were ${entered}.`),
        ];
      },
    },
    "kept-green": {
      shows: "a kept green is started, climbs, and takes all users",
      model: kept,
      report: { ...completed, azure: { calls: { ManagedClusters_Start: 1 } } },
    },
    "federated-identity": {
      shows: "the built green's gate and workloads sign in, for each credential of blue's issuer got a twin",
      model: { idle: "absent" },
      report: completed,
    },
    "second-upgrade": {
      shows: "the next upgrade goes the other way round, to a version that was not offered before",
      report: { ...wentBack, version: { before: "1.34.9", after: "1.37.1" } },
    },
    "duplicate-events": {
      shows: "fifty copies of one event start one upgrade, and every other copy is told as ignored",
      report: { ...completed, events: { delivered: 50, started: 1 } },
      also: ({ events: { ignored } }) =>
        unless(ignored.length === 49, `${ignored.length} are told as ignored.`),
    },
  },
  waysBack: {
    "rollback-after-completion": {
      shows: "one HTTP call starts blue, proves it, and takes users back, also with timers that fire early",
      // on time it is the first half of rollback-twice
      words: ["--early-timers"],
      model: kept,
      report: {
        ...wentBack,
        requests: { failed: 0 },
        operations: [
          { kind: "upgrade", outcome: "completed" },
          { kind: "rollback", outcome: "completed" },
        ],
      },
    },
    "bad-green": {
      shows: "a green that fails its checks is never seen by a user",
      model: kept,
      report: { outcome: "aborted", active: { after: "blue" }, requests: { perColor: { green: 0 } } },
    },
  },
  swapTroubles: {
    "frozen-front-door": {
      shows: "the gate brings everybody back to blue; the route follows after the thaw",
      model: kept,
      // staging, swap, and the one write back: nothing was written only to find out
      report: { ...unharmed, azure: { frontDoorWrites: 3 } },
      also: ({ requests }) => unless(requests.perColor.green > 500, "Hardly anybody was on green."),
    },
    "stuck-edge": {
      shows: "users are back on blue, and the swap has failed nobody",
      model: kept,
      report: unharmed,
    },
    "both-sick": {
      shows: "it halts once and touches nothing",
      model: kept,
      report: { outcome: "halted", requests: { failedBy: { swap: 0 } } },
    },
    "hand-edited-route": {
      shows: "users are back on blue, whoever else has written",
      model: { ...kept, threats: { hands: 1 } },
      report: unharmed,
    },
    "late-patch": {
      shows: "users are back on blue, whatever has landed late",
      model: { ...kept, threats: { lateWrites: true } },
      report: unharmed,
    },
    "rollback-races-swap": {
      shows: "users are back on blue, and the swap has failed nobody",
      model: kept,
      report: unharmed,
    },
    "storage-outage": {
      shows: "gates keep their state and the upgrade completes",
      model: kept,
      report: completed,
    },
  },
  blindHours: {
    "throttled-soak": {
      shows: "users are taken back from a sick green, whatever the app is not told",
      model: kept,
      report: rolledBack,
    },
    "halted-and-sick": {
      shows: "users are taken back from a sick green, though nobody comes",
      model: kept,
      report: rolledBack,
    },
    "metrics-gap": {
      shows: "minutes without data are neither arrival nor quiet",
      model: kept,
      report: completed,
    },
    "slow-dns": {
      shows: "a name that is believed for an hour is waited for before anybody is moved",
      report: completed,
    },
  },
  otherHands: {
    "hand-before-stop": {
      shows: "a blue that a hand has pointed the users to is not stopped",
      report: unharmed,
    },
    "dead-owner": {
      shows: "users are taken back from a sick green also when nobody is left to tell the story",
      report: {
        ...wentBack,
        operations: [
          { kind: "upgrade", outcome: "superseded" },
          { kind: "rollback", outcome: "completed" },
        ],
      },
    },
    "owner-failed": {
      shows: "whatever an instance that has failed leaves, in any phase, a person can take over",
      report: { ...wentBack, requests: { failed: 0 } },
      also: ({ operations }) => {
        const rollbacks = operations.filter(({ kind }) => kind === "rollback").length;
        return unless(rollbacks === 10, `There were ${rollbacks} rollbacks.`);
      },
    },
    "rollback-from-stopped": { shows: "blue gets its users, without green being asked", report: wentBack },
    "rollback-twice": { shows: "blue gets its users, by one rollback", report: wentBack },
    "unstoppable-previous": {
      shows: "an upgrade whose previous cluster cannot be stopped is done all the same",
      report: completed,
    },
  },
  frontDoors: {
    progressive: {
      shows: "users move in five steps, and the swap fails nobody",
      model: { ...kept, shares: [5, 25, 50, 90, 100], threats: { moods: true } },
      report: completed,
    },
    "origin-mode": {
      shows: "green takes all users by one write, and the swap fails nobody",
      model: { ...kept, mode: "origin" },
      report: completed,
    },
    "two-routes": {
      shows: "green takes the users of both by one write, and the swap fails nobody",
      model: { ...kept, mode: "origin" },
      report: completed,
    },
    classic: {
      shows: "green takes all users by one write, and the swap fails nobody",
      // the whole profile is written at once there, so a write does not say which entry it is about
      report: completed,
    },
    "new-address": {
      shows: "green takes all users under its old name at its new address",
      model: { idle: "absent", mode: "route" },
      report: { ...completed, azure: { criticalPathFrontDoorWrites: 1 } },
    },
  },
  foreignWays: {
    "partners-endpoint": { shows: "green takes all users once the other way is closed", report: completed },
    "foreign-route": { shows: "green takes all users, and nobody's request fails", report: completed },
    "locked-origin": { shows: "the gate takes users back from a sick green", report: rolledBack },
    "locked-origin-steps": { shows: "green takes all users step by step", report: completed },
  },
  refusals: {
    "sticky-sessions": {
      shows: "the upgrade is refused before anything is written",
      report: { outcome: "refused", active: { after: "blue" }, operations: [], events: { started: 0 } },
    },
    "quota-short": {
      shows: "the upgrade is refused before anything is written",
      report: { outcome: "refused", active: { after: "blue" }, operations: [], events: { started: 0 } },
    },
    "not-ready": {
      shows: "the upgrade is refused before anything begins",
      report: { outcome: "refused", active: { after: "blue" }, operations: [], events: { started: 0 } },
    },
  },
  badDays: {
    "killed-midway": {
      shows: "an app killed five times at the worst moments goes on where it was",
      model: { idle: "absent" },
      report: {
        outcome: "completed",
        host: { kills: 5, restarts: 5 },
        azure: { criticalPathFrontDoorWrites: 1 },
        requests: { failedBy: { swap: 0 } },
      },
    },
    "no-quota": {
      shows: "an upgrade that Azure refuses ends failed, and no user has noticed",
      report: { outcome: "failed", active: { after: "blue" }, requests: { failed: 0 } },
      also: ({ azure }) =>
        unless(azure.calls["Routes_Update"] === undefined, "The users' route was written."),
    },
    "busy-azure": {
      shows: "an Azure that throttles and spreads changes slowly only costs time",
      report: { ...completed, azure: { throttled: 10 } },
    },
  },
  hops: {
    "three-minors": {
      shows: "green climbs three minors and takes all users; nobody's request fails",
      report: { ...completed, version: { before: "1.34.9", after: "1.37.1" } },
    },
    "out-of-support-blue": {
      shows: "a blue whose version nobody can create any more is left for a green of the newest",
      report: { ...completed, version: { before: "1.33.11", after: "1.36.4" } },
    },
    "throttled-hard": {
      shows: "an ARM that throttles everything for hours only costs time",
      report: completed,
    },
    "foreign-operation": {
      shows: "somebody else's two hours on green are waited out",
      model: kept,
      report: completed,
    },
    "drain-fails": {
      shows: "a drain that fails waits for a person, and the same hop goes on",
      model: kept,
      report: completed,
    },
    "auto-upgraded-meanwhile": {
      shows: "an upgrade that AKS makes of blue stops the run before the swap, until a person takes it",
      model: kept,
      report: completed,
    },
    "abort-while-building": {
      shows: "an abort while Azure builds leaves blue as it is, and green stopped",
      report: { outcome: "aborted", active: { after: "blue" }, requests: { failed: 0 } },
    },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Row>>>>;

/** In files of their own: they are played several times, or with files beside them. */
export const playedElsewhere = ["sick-under-traffic", "rollback-over-http"] as const;
