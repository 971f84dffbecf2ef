import type { RouterState } from "../swap/layout.ts";
import { refuse, type GuardAnswer, go } from "./guard.ts";
import { isInUse, waysTo } from "./reach.ts";
import { mustBeQuiet, type StopFacts } from "./stop.ts";

/** Whether an environment may be built, upgraded or given another address: only while no user can be on it. */
export function mayChange(
  what: string,
  facts: { color: StopFacts["color"]; router: RouterState },
): GuardAnswer {
  const { color, router } = facts;
  if (!isInUse(router, color)) return go;
  const by = waysTo(router, color)[0] ?? "the users' route";
  return refuse(`${what} of ${color} would meet users: ${by} leads there`);
}

/** The same for one that runs: edges may still send users where the control plane does not lead them any more. */
export function mayChangeRunning(what: string, facts: StopFacts): GuardAnswer {
  const answer = mayChange(what, facts);
  return answer.kind === "go" ? mustBeQuiet(facts) : answer;
}
