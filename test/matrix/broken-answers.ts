import type { RouterState } from "../../src/domain/swap/layout.ts";
import { OutsideError, type Reaction } from "../../src/workflow/errors.ts";
import type { Span } from "../../src/workflow/ports.ts";
import type { FaultKind } from "./faults.ts";

/** One call that a fault meets. */
export interface Met {
  readonly site: string;
  readonly args: readonly unknown[];
  readonly nowMs: number;
  /** The call as it would go. */
  readonly invoke: (args: readonly unknown[]) => Promise<unknown>;
  /** What the same call was answered ten minutes ago, if it was made. */
  readonly tenMinutesAgo: () => unknown;
}

const trouble = (
  { site }: Met,
  code: string,
  { reaction, retryAfterSeconds }: { reaction: Reaction; retryAfterSeconds?: number },
): OutsideError =>
  new OutsideError({
    reaction,
    code,
    message: "A fault of the matrix.",
    resource: site,
    fix: "Wait until it is over.",
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });

/** Refusals, by the code that Azure gives. `later` may pass. */
export const refusals: Readonly<
  Partial<Record<FaultKind, { code: string; reaction: Reaction; retryAfterSeconds?: number }>>
> = {
  refusedOnce: { code: "ServiceUnavailable", reaction: "later" },
  refusedForAnHour: { code: "ServiceUnavailable", reaction: "later" },
  refusedForGood: { code: "AuthorizationFailed", reaction: "stop" },
  throttled: { code: "TooManyRequests", reaction: "later", retryAfterSeconds: 300 },
  timeoutWithEffect: { code: "ETIMEDOUT", reaction: "later" },
  timeoutWithout: { code: "ETIMEDOUT", reaction: "later" },
};

/** No answer, or a refusal. Looks cannot throw: they say that they could not be made. */
export function refuse(kind: FaultKind, met: Met): unknown {
  const { code = "ServiceUnavailable", ...rest } = refusals[kind] ?? {};
  const said = looks[met.site];
  if (said !== undefined) return said.couldNotBeMade(met, code);
  throw trouble(met, code, { reaction: "later", ...rest });
}

const looks: Readonly<
  Record<string, { couldNotBeMade: (met: Met, code: string) => unknown; nonsense: (met: Met) => unknown }>
> = {
  "prober.probe": {
    couldNotBeMade: (met, code) => ({ at: atOf(met), outcome: "unknown", evidence: code }),
    nonsense: (met) => ({ at: atOf(met), outcome: "fail", evidence: "200 with a page of somebody else" }),
  },
  "gates.ask": {
    couldNotBeMade: (_met, code) => ({ kind: "unreachable", why: code }),
    nonsense: () => ({ kind: "noGate", said: "it answers 200 without a gate's body" }),
  },
};

const atOf = ({ args }: Met): string => (args[1] as { at: string }).at;

export function nonsense(met: Met): unknown {
  const said = looks[met.site];
  if (said !== undefined) return said.nonsense(met);
  throw new SyntaxError("Unexpected token '<', \"<html>\" is not valid JSON");
}

const untold = { blue: null, green: null };

/** Nothing there, as each door says it. */
const nothing: Readonly<Record<string, (met: Met) => unknown>> = {
  "clusters.find": () => undefined,
  "clusters.offeredVersions": () => [],
  "clusters.upgradeTargets": () => [],
  "router.writersSince": () => [],
  "gates.ask": () => ({ kind: "noGate", said: "it answers 404" }),
  "addresses.read": () => ({ named: null, actual: null, ttlSeconds: 60 }),
  "identities.list": () => [],
  "deployer.state": () => ({ ready: false, waitingFor: "everything" }),
  "traffic.perMinute": ({ args }) => minutesOf(args[1] as Span).map((at) => ({ at, requests: null })),
  "traffic.perOrigin": () => untold,
  "traffic.originHealth": () => untold,
  "router.read": (): RouterState => {
    const group = { entries: [], sessionAffinity: false, probe: null };
    const groups = { blue: group, green: group };
    const state = { routedGroup: undefined, routeEnabled: true, groups, ways: [], strangers: [] };
    return { ...state, underWay: null };
  },
};

export function absence(met: Met): unknown {
  const said = nothing[met.site];
  if (said !== undefined) return said(met);
  throw trouble(met, "ResourceNotFound", { reaction: "stop" });
}

const minuteMs = 60_000;
const tenMinutesMs = 10 * minuteMs;

function minutesOf({ from, to }: Span): readonly string[] {
  const minutes = (Date.parse(to) - Date.parse(from)) / minuteMs;
  return Array.from({ length: minutes }, (_, nth) =>
    new Date(Date.parse(from) + nth * minuteMs).toISOString(),
  );
}

/** Metrics that lag tell nothing of the last ten minutes; anything else is told as it was then. */
export async function stale(met: Met): Promise<unknown> {
  const { site, args, invoke } = met;
  if (site === "traffic.perMinute") {
    const told = (await invoke(args)) as { at: string }[];
    const knownTo = met.nowMs - tenMinutesMs - 3 * minuteMs;
    return told.map((minute) => (Date.parse(minute.at) < knownTo ? minute : { ...minute, requests: null }));
  }
  if (site.startsWith("traffic.")) return invoke([args[0], earlier(args[1] as Span)]);
  return met.tenMinutesAgo() ?? invoke(args);
}

const earlier = ({ from, to }: Span): Span => {
  const before = (at: string) => new Date(Date.parse(at) - tenMinutesMs).toISOString();
  return { from: before(from), to: before(to) };
};
