interface SdkAction {
  readonly functionName?: unknown;
  readonly compoundActions?: readonly SdkAction[];
}

/**
 * What an orchestrator has put into a `Task.any` or `Task.all` although it stands in an earlier one, by the names of the
 * functions. Only here it can be told from a second call: in JSON the two look alike
 * (https://github.com/Azure/azure-functions-durable-js/issues/574).
 */
export function reusedCalls(result: unknown): readonly string[] {
  const { actions } = (result ?? {}) as { actions?: unknown };
  const all: unknown = Array.isArray(actions) ? actions[0] : undefined;
  if (!Array.isArray(all)) return [];
  const leaves = (all as readonly SdkAction[])
    .filter(({ compoundActions }) => compoundActions !== undefined)
    .flatMap(leavesOf);
  const seen = new Set<SdkAction>();
  const reused = new Set<string>();
  for (const leaf of leaves) {
    if (seen.has(leaf) && typeof leaf.functionName === "string") reused.add(leaf.functionName);
    seen.add(leaf);
  }
  return [...reused];
}

const leavesOf = (action: SdkAction): readonly SdkAction[] =>
  action.compoundActions?.flatMap(leavesOf) ?? [action];
