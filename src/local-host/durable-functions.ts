import type { RegisteredFunction } from "./app/registration.ts";
import type { FunctionKind } from "./durable/simulation/walk.ts";
import type { Functions } from "./durable/work-sources.ts";

const kindOf: Readonly<Record<string, FunctionKind>> = {
  activitytrigger: "activity",
  orchestrationtrigger: "orchestration",
  entitytrigger: "entity",
};

/** The app's functions as the durable engine looks them up. */
export function durableFunctions(
  all: readonly RegisteredFunction[],
  calls: Pick<Functions, "invoke" | "forget">,
): Functions {
  const byKind: Readonly<Record<FunctionKind, Map<string, RegisteredFunction>>> = {
    activity: new Map(),
    orchestration: new Map(),
    entity: new Map(),
  };
  const disabled = new Set<string>();
  for (const each of all) {
    const kind = kindOf[each.type];
    const name = each.name.toLowerCase();
    if (kind !== undefined && !each.isDisabled) byKind[kind].set(name, each);
    // their calls are scheduled, and fail; that of an orchestration never is
    if (kind !== undefined && kind !== "orchestration" && each.isDisabled) disabled.add(`${kind} ${name}`);
  }
  const find: Functions["find"] = (kind, name) => byKind[kind].get(name.toLowerCase());
  return {
    ...calls,
    find,
    takesCalls: (kind, name) =>
      find(kind, name) !== undefined || disabled.has(`${kind} ${name.toLowerCase()}`),
    names: (kind) => [...byKind[kind].values()].map(({ name }) => name).toSorted(),
  };
}
