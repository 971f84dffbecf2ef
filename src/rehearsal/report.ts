import type { Color } from "../domain/environment/pair.ts";
import type { Outcome } from "../domain/upgrade/phases.ts";
import type { AcceptedWrite, RequestLedger, WorldSeed } from "../simulator/joints.ts";
import type { CloudReport } from "./cloud-desk.ts";
import type { SeenPair } from "./pair-api.ts";
import { phasesOf, type PhaseSpan } from "./phase-spans.ts";
import type { End, Scenario, SeenOperation } from "./scenario.ts";
import { traceHashOf } from "./trace-hash.ts";
import { versionsAfter } from "./versions.ts";
import { evidenceOf } from "./why.ts";

/** What a rehearsal proves, for machines; the field names are a contract. */
export interface Report {
  readonly schema: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly router: string;
  readonly ok: boolean;
  readonly why: readonly string[];
  readonly expected: Scenario["expected"];
  readonly outcome: End | null;
  readonly operationId: string | null;
  readonly active: { readonly before: Color | null; readonly after: Color | null };
  readonly version: { readonly before: string | null; readonly after: string | null };
  readonly operations: readonly {
    readonly id: string;
    readonly kind: string;
    readonly outcome: Outcome | null;
    readonly phases: readonly PhaseSpan[];
  }[];
  readonly requests: Omit<RequestLedger, "firstFailures"> & {
    readonly firstFailures: readonly {
      readonly at: string;
      readonly edge: string;
      readonly color: Color | null;
      readonly status: number;
      readonly cause: string;
      readonly by: string;
    }[];
  };
  readonly azure: {
    readonly calls: Readonly<Record<string, number>>;
    readonly writes: readonly {
      readonly at: string;
      readonly operation: string;
      readonly resource: string;
      readonly status: number;
    }[];
    readonly frontDoorWrites: number;
    readonly criticalPathFrontDoorWrites: number;
    readonly throttled: number;
  };
  readonly events: {
    readonly delivered: number;
    readonly started: number;
    readonly ignored: readonly string[];
  };
  /** What the driver approved in a person's place, in the order asked. */
  readonly approvals: readonly { readonly at: string; readonly operationId: string; readonly for: string }[];
  readonly host: { readonly kills: number; readonly restarts: number };
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly wallMs: number;
}

export interface Findings {
  readonly scenario: Scenario;
  readonly seed: WorldSeed;
  readonly drawSeed: number;
  readonly router: string;
  /** What broke the story on its way; empty when it ran to its end. */
  readonly broken: readonly string[];
  readonly before: SeenPair;
  readonly after: SeenPair;
  readonly operations: readonly SeenOperation[];
  readonly cloud: CloudReport;
  readonly delivered: number;
  /** The code of the problem that kept an upgrade from beginning. */
  readonly refusal: string | null;
  readonly kills: number;
  readonly restarts: number;
  readonly wallMs: number;
  /** The files that the processes have written. */
  readonly logs: readonly string[];
}

export function reportOf(findings: Findings): Report {
  const { scenario, seed, operations, cloud, before, after } = findings;
  const last = operations.at(-1);
  const report: Report = {
    schema: 1,
    scenario: scenario.name,
    seed: findings.drawSeed,
    router: findings.router,
    ok: true,
    why: [],
    expected: scenario.expected,
    outcome: endOf(findings),
    operationId: last?.id ?? null,
    active: { before: before.active, after: after.active },
    version: versionsOf(findings),
    operations: operations.map((each) => {
      const { id, kind, outcome } = each;
      return { id, kind, outcome, phases: phasesOf(each) };
    }),
    requests: { ...cloud.requests, firstFailures: failuresOf(cloud.requests) },
    azure: azureOf(cloud, operations),
    events: {
      delivered: findings.delivered,
      started: operations.filter(({ kind, outcome }) => kind === "upgrade" && outcome !== "superseded")
        .length,
      ignored: after.notices
        .filter(({ source, decision }) => source === "eventGrid" && decision === "ignored")
        .map(({ reason }) => reason),
    },
    approvals: operations.flatMap(approvalsIn),
    host: { kills: findings.kills, restarts: findings.restarts },
    traceHash: traceHashOf(operations, cloud.arm.writes),
    virtualMs: cloud.nowMs - Date.parse(seed.startsAt),
    wallMs: Math.round(findings.wallMs),
  };
  const why = [
    ...findings.broken,
    ...objectionsTo(report),
    ...(scenario.objections?.(report, operations, seed) ?? []),
  ];
  if (why.length === 0) return report;
  return { ...report, ok: false, why: [...why, ...evidenceOf(last), `Logs: ${findings.logs.join(", ")}`] };
}

const approvalsIn = ({ id, journal }: SeenOperation): Report["approvals"] =>
  journal
    .filter(({ event }) => event === "approval.given")
    .map(({ at, data }) => ({ at, operationId: id, for: String(data["for"]) }));

function endOf({ operations, refusal }: Findings): End | null {
  const last = operations.at(-1);
  if (last === undefined) return refusal === null ? null : "refused";
  return last.outcome ?? (last.phase === "halted" ? "halted" : null);
}

function objectionsTo({ expected, outcome, active, requests }: Report): readonly string[] {
  const { swap } = requests.failedBy;
  return [
    ...(outcome === expected.outcome
      ? []
      : [`The outcome is ${String(outcome)} instead of ${expected.outcome}.`]),
    ...(active.after === expected.active
      ? []
      : [`${String(active.after)} is active instead of ${expected.active}.`]),
    ...(swap === 0 ? [] : [`The swap failed ${swap} requests of users.`]),
  ];
}

function versionsOf({ seed, operations, before, after }: Findings): Report["version"] {
  const atEnd = versionsAfter(seed.versions, operations);
  return {
    before: before.active === null ? null : seed.versions[before.active],
    after: after.active === null ? null : atEnd[after.active],
  };
}

const instant = (atMs: number): string => new Date(atMs).toISOString();

const failuresOf = ({ firstFailures }: RequestLedger): Report["requests"]["firstFailures"] =>
  firstFailures.map(({ atMs, edge, color, status, cause, by }) => ({
    at: instant(atMs),
    edge,
    color,
    status,
    cause,
    by,
  }));

function azureOf({ arm }: CloudReport, operations: readonly SeenOperation[]): Report["azure"] {
  const frontDoor = arm.writes.filter(isFrontDoorWrite);
  const criticalPaths = operations.map((operation) => {
    const [fromMs, untilMs] = criticalPathOf(operation);
    return frontDoor.filter(({ atMs }) => atMs >= fromMs && atMs <= untilMs).length;
  });
  return {
    calls: arm.calls,
    writes: arm.writes.map(({ atMs, operationId, resourceId, status }) => ({
      at: instant(atMs),
      operation: operationId,
      resource: resourceId,
      status,
    })),
    frontDoorWrites: frontDoor.length,
    criticalPathFrontDoorWrites: Math.max(0, ...criticalPaths),
    throttled: arm.throttled,
  };
}

const isFrontDoorWrite = ({ resourceId }: AcceptedWrite): boolean =>
  /\/providers\/(?:microsoft\.cdn\/profiles|microsoft\.network\/frontdoors)\//i.test(resourceId);

/** From the last proof of the candidate until users have arrived, or until the operation ended without that. */
function criticalPathOf(operation: SeenOperation): readonly [number, number] {
  const proof = phasesOf(operation).findLast(({ phase }) => phase === "verifying");
  const arrival =
    operation.journal.find(({ event }) => event === "swap.completed") ??
    operation.journal.find(({ event }) => event === "operation.ended");
  if (proof?.end == null) return [Infinity, -Infinity];
  return [Date.parse(proof.end), arrival === undefined ? Infinity : Date.parse(arrival.at)];
}
