import { compare, isObject, type Difference } from "./compare.ts";
import { sameText, type Bindings } from "./placeholders.ts";
import type { Recording, Turn } from "./recording.ts";

/** Compares what crossed to Node: turns of one instance in their order, activities in any. */
export function compareTurns(
  recording: Recording,
  actual: readonly Turn[],
  bindings: Bindings,
): readonly Difference[] {
  const own = actual.filter((turn) => belongs(recording, turn, bindings));
  const unmatched = new Set(own);
  const found = recording.turns.flatMap((turn, index) => {
    const place = `turn ${index} (${turn.kind} ${turn.function}) / `;
    const candidates = [...unmatched].filter((each) => isSameTask(turn, each, bindings));
    const best = bestOf(turn, turn.kind === "activity" ? candidates : candidates.slice(0, 1), bindings);
    if (best === undefined) return [missing(place, turn)];
    unmatched.delete(best.turn);
    for (const [name, value] of best.bindings) bindings.set(name, value);
    return best.differences.map((each) => ({ ...each, place: `${place}${each.place}` }));
  });
  return [...found, ...[...unmatched].map(extra)];
}

const missing = (place: string, turn: Turn): Difference => ({
  place: `${place}missing`,
  recorded: turn.function,
  actual: undefined,
  isOnlyStack: false,
});

const extra = (turn: Turn): Difference => ({
  place: `extra turn (${turn.kind} ${turn.function} of ${turn.instanceId})`,
  recorded: undefined,
  actual: turn.trigger,
  isOnlyStack: false,
});

/** The recordings hold the turns of a scenario's own instances. */
function belongs({ name, turns }: Recording, turn: Turn, bindings: Bindings): boolean {
  const scenario = name.replace(/\.[a-z-]+$/, "");
  const { instanceId } = turn;
  if (instanceId === scenario || instanceId.startsWith(`${scenario}-`)) return true;
  return turns.some((each) => sameText(each.instanceId, instanceId, new Map(bindings)));
}

function isSameTask(recorded: Turn, actual: Turn, bindings: Bindings): boolean {
  const isSame = recorded.kind === actual.kind && recorded.function === actual.function;
  return isSame && sameText(recorded.instanceId, actual.instanceId, new Map(bindings));
}

interface Match {
  readonly turn: Turn;
  readonly differences: readonly Difference[];
  readonly bindings: Bindings;
}

function bestOf(recorded: Turn, candidates: readonly Turn[], bindings: Bindings): Match | undefined {
  const matches = candidates.map((turn): Match => {
    const tried: Bindings = new Map(bindings);
    return { turn, bindings: tried, differences: compare(shown(recorded, turn), tried) };
  });
  return matches.toSorted((one, other) => one.differences.length - other.differences.length)[0];
}

const shown = (recorded: Turn, actual: Turn): { recorded: unknown; actual: unknown } => ({
  recorded: withoutDurations(recorded),
  actual: withoutDurations(parsedLike(recorded, actual)),
});

/** How long an operation took is measured on the wall clock. */
function withoutDurations(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDurations);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([key, own]) => key !== "duration" || typeof own !== "number");
  return Object.fromEntries(entries.map(([key, own]) => [key, withoutDurations(own)]));
}

/** The recordings hold JSON parsed where it is no text. */
function parsedLike(recorded: unknown, actual: unknown): unknown {
  const isParsed = recorded !== undefined && recorded !== null && typeof recorded !== "string";
  if (isParsed && typeof actual === "string") return parse(actual);
  if (!isObject(recorded) || !isObject(actual)) return actual;
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [key, parsedLike(recorded[key], value)]),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
