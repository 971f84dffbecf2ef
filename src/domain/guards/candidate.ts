import type { Color } from "../environment/pair.ts";
import type { RouterState } from "../swap/layout.ts";
import { go, refuse, type GuardAnswer } from "./guard.ts";
import { isInUse, waysTo } from "./reach.ts";

/** Whether an environment may be built, upgraded or given another address: only while no user can be on it. */
export function mayChange(what: string, facts: { color: Color; router: RouterState }): GuardAnswer {
  const { color, router } = facts;
  if (!isInUse(router, color)) return go;
  const by = waysTo(router, color)[0] ?? "the users' route";
  return refuse(`${what} of ${color} would meet users: ${by} leads there`);
}
