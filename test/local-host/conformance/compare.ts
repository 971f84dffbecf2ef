import { sameText, withoutFrames, type Bindings } from "./placeholders.ts";

export interface Difference {
  /** Such as `exchange 2 / body.historyEvents[1].Details`. */
  readonly place: string;
  readonly recorded: unknown;
  readonly actual: unknown;
  /** They agree but for the lines of a stack trace. */
  readonly isOnlyStack: boolean;
}

/** Compares what was answered with what was recorded; placeholders stand for whatever has their form. */
export function compare(
  { recorded, actual }: { readonly recorded: unknown; readonly actual: unknown },
  bindings: Bindings,
  place = "",
): readonly Difference[] {
  if (typeof recorded === "string" && typeof actual === "string") {
    return compareTexts({ recorded, actual }, bindings, place);
  }
  if (Array.isArray(recorded) && Array.isArray(actual)) {
    return places(recorded, actual).flatMap((index) =>
      compare({ recorded: recorded[index], actual: actual[index] }, bindings, `${place}[${index}]`),
    );
  }
  if (isObject(recorded) && isObject(actual)) {
    const keys = [...new Set([...Object.keys(recorded), ...Object.keys(actual)])];
    return keys.flatMap((key) =>
      compare({ recorded: recorded[key], actual: actual[key] }, bindings, join(place, key)),
    );
  }
  const isSame = recorded === actual || isNumber(recorded, actual);
  return isSame ? [] : [{ place, recorded, actual, isOnlyStack: false }];
}

const join = (place: string, key: string): string => (place === "" ? key : `${place}.${key}`);

const places = (one: readonly unknown[], other: readonly unknown[]): readonly number[] =>
  Array.from({ length: Math.max(one.length, other.length) }, (_nothing, index) => index);

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNumber = (recorded: unknown, actual: unknown): boolean =>
  recorded === "<N>" && typeof actual === "number";

function compareTexts(
  { recorded, actual }: { readonly recorded: string; readonly actual: string },
  bindings: Bindings,
  place: string,
): readonly Difference[] {
  if (sameText(recorded, actual, bindings)) return [];
  const [one, other] = [parse(recorded), parse(actual)];
  if (one !== undefined && other !== undefined) {
    return compare({ recorded: one, actual: other }, bindings, `${place}(JSON)`);
  }
  const isOnlyStack = sameText(withoutFrames(recorded), withoutFrames(actual), bindings);
  return [{ place, recorded, actual, isOnlyStack }];
}

function parse(text: string): object | undefined {
  if (!/^[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
