import { otherColor, type Color } from "../environment/pair.ts";
import { entryOf, type GroupName, type OriginEntry, type RouterState } from "./layout.ts";
import { fullShare, weightFor, weightOfOther } from "./shares.ts";

/** One configuration write: each is a global rollout, and the next one queues behind it. */
export type RouterWrite =
  | { readonly kind: "route"; readonly to: Color }
  | {
      readonly kind: "entry";
      readonly group: GroupName;
      readonly origin: Color;
      readonly set: Readonly<Partial<Pick<OriginEntry, "priority" | "weight" | "enabled">>>;
    };

/**
 * What an operation wants of the router, step by step. `candidate` is the environment that users are moved to, and
 * the one they are taken back from.
 */
export interface RouterChange {
  readonly step: "stage" | "prepare" | "swap" | "share" | "retire" | "rollBack";
  readonly candidate: Color;
  /** Of the users, for the candidate: what `prepare`, `swap` and `share` are about. 100 = all. */
  readonly percent: number;
}

/**
 * The next write that brings the router nearer to a change; undefined once the change is true. The rule behind all of it:
 * one write moves users, one brings them back, and the way back is a configuration that was never touched.
 */
export function nextWrite(router: RouterState, change: RouterChange): RouterWrite | undefined {
  return router.routedGroup === "shared" ? byPriority(router, change) : byRoute(router, change);
}

/** Users are moved by their route; the group they are on is never written before that. */
function byRoute(router: RouterState, { step, candidate, percent }: RouterChange): RouterWrite | undefined {
  const active = otherColor(candidate);
  const standby = entryWrite(router, candidate, active);
  switch (step) {
    case "stage":
      return standby({ enabled: true, priority: 2 });
    case "prepare":
    case "share":
      if (percent === fullShare) return standby({ enabled: true, priority: 2 });
      return (
        // the weight first: it does nothing while the standby is at priority 2
        entryWrite(router, candidate, candidate)({ weight: weightFor(percent) }) ??
        standby({ enabled: true, priority: 1, weight: weightOfOther })
      );
    case "swap":
      return routeWrite(router, candidate);
    case "retire":
      return standby({ enabled: false, priority: 2 });
    case "rollBack":
      // nothing to write there, unless somebody has touched what users are taken back to
      return entryWrite(router, active, active)({ enabled: true, priority: 1 }) ?? routeWrite(router, active);
    default:
      return step satisfies never;
  }
}

/**
 * Users are moved by the candidate's priority in the one group that all their routes share; an environment that has
 * not been proven is never enabled there.
 */
function byPriority(
  router: RouterState,
  { step, candidate, percent }: RouterChange,
): RouterWrite | undefined {
  const active = otherColor(candidate);
  const [own, other] = [entryWrite(router, "shared", candidate), entryWrite(router, "shared", active)];
  switch (step) {
    case "stage":
      return undefined;
    case "prepare":
      return percent === fullShare
        ? other({ enabled: true, priority: 2 })
        : other({ enabled: true, priority: 1, weight: weightOfOther });
    case "swap":
      return percent === fullShare
        ? own({ enabled: true, priority: 1 })
        : own({ enabled: true, priority: 1, weight: weightFor(percent) });
    case "share":
      return percent === fullShare
        ? other({ enabled: true, priority: 2 })
        : own({ enabled: true, priority: 1, weight: weightFor(percent) });
    case "retire":
      // the order matters: with the previous still enabled its priority would decide again
      return other({ enabled: false, priority: 3 }) ?? own({ enabled: true, priority: 2 });
    case "rollBack":
      return backByPriority(router, candidate);
    default:
      return step satisfies never;
  }
}

/** Retiring may have disabled the previous already, and the last enabled origin cannot be disabled: it comes back first. */
function backByPriority(router: RouterState, candidate: Color): RouterWrite | undefined {
  const active = otherColor(candidate);
  const comeBack = entryWrite(router, "shared", active)({ enabled: true, priority: 2 });
  if (entryOf(router.groups.shared, active)?.enabled !== true) return comeBack;
  return entryWrite(router, "shared", candidate)({ enabled: false, priority: 3 }) ?? comeBack;
}

const routeWrite = (router: RouterState, to: Color): RouterWrite | undefined =>
  router.routedGroup === to && router.routeEnabled ? undefined : { kind: "route", to };

/** Only what differs is written, so that a write says what it changes. */
function entryWrite(router: RouterState, group: GroupName, origin: Color) {
  return (wanted: Partial<Omit<OriginEntry, "color">>): RouterWrite | undefined => {
    const found = entryOf(router.groups[group], origin);
    const differing = (["enabled", "priority", "weight"] as const).filter(
      (name) => wanted[name] !== undefined && wanted[name] !== found?.[name],
    );
    if (differing.length === 0) return undefined;
    const set = Object.fromEntries(differing.map((name) => [name, wanted[name]]));
    return { kind: "entry", group, origin, set };
  };
}

/** The router as its control plane will tell it after a write. */
export function after(router: RouterState, write: RouterWrite): RouterState {
  if (write.kind === "route") return { ...router, routedGroup: write.to, routeEnabled: true };
  const group = router.groups[write.group];
  if (group === undefined) return router;
  const entries = group.entries.map((entry) =>
    entry.color === write.origin ? { ...entry, ...write.set } : entry,
  );
  return { ...router, groups: { ...router.groups, [write.group]: { ...group, entries } } };
}

/** No change takes more writes than this. */
const mostWrites = 3;

/** The router once a change is true. */
export function withChange(router: RouterState, change: RouterChange): RouterState {
  let made = router;
  for (let writes = 0; writes < mostWrites; writes += 1) {
    const write = nextWrite(made, change);
    if (write !== undefined) made = after(made, write);
  }
  return made;
}
