import type { Color } from "../environment/pair.ts";
import { weigh, type Evidence } from "../evidence/evidence.ts";
import { activeColor, type RouterState } from "../swap/layout.ts";
import type { Quiet } from "../swap/traffic.ts";
import { go, notYet, refuse, type GuardAnswer } from "./guard.ts";
import { waysTo } from "./reach.ts";

export interface StopFacts {
  readonly color: Color;
  readonly router: RouterState;
  /** null: the metrics could not be read. */
  readonly quiet: Evidence<Quiet> | null;
  /** Whether the pair had users' requests before: then their absence everywhere is a gap, not quiet. */
  readonly expectsTraffic: boolean;
  /** ISO 8601. */
  readonly now: string;
}

/** Whether a cluster may be stopped, whoever asks: nothing enabled reaches it, users are elsewhere, and quiet is fresh. */
export function mayStop({ color, router, quiet, expectsTraffic, now }: StopFacts): GuardAnswer {
  const active = activeColor(router);
  if (active === undefined) return refuse("nobody can tell which environment users are on");
  if (active === color) return refuse(`users are on ${color}`);
  const [way] = waysTo(router, color);
  if (way !== undefined) return refuse(`${way} still leads to ${color}`);
  return mustBeQuiet({ color, quiet, expectsTraffic, now });
}

/** Nobody's request has reached an environment lately, and that is told, not just not contradicted. */
export function mustBeQuiet({ color, quiet, expectsTraffic, now }: Omit<StopFacts, "router">): GuardAnswer {
  const seen = weigh({ decision: "stop", what: "quiet" }, quiet, now);
  if (seen.kind !== "fresh") return notYet(seen.why);
  switch (seen.fact) {
    case "quiet":
      return go;
    case "noTraffic":
      return expectsTraffic
        ? notYet("Front Door's metrics tell nothing, though there were users before")
        : go;
    case "busy":
      return notYet(`users' requests still reach ${color}`);
    case "noData":
      return notYet(`Front Door's metrics do not tell yet that ${color} is quiet`);
    default:
      return seen.fact satisfies never;
  }
}
