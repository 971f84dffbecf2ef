export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One place that a pattern such as `agentPoolProfiles[].eTag` or `addonProfiles.*.identity` fits. */
export interface Place {
  /** As people read it: entries of a list go by their name where they have one. */
  readonly path: string;
  readonly value: Json;
}

/** Every place of that pattern that is there. */
export function placesOf(body: JsonObject, pattern: string): readonly Place[] {
  return walk({ path: "", value: body }, stepsOf(pattern));
}

/** The body without every place of these patterns; what is empty afterwards stays. */
export function without(body: JsonObject, patterns: readonly string[]): JsonObject {
  return patterns.reduce<JsonObject>((left, pattern) => removed(left, stepsOf(pattern)) as JsonObject, body);
}

/** An absent value is what ARM's answers, and people's tools, also write as null. */
export function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map((one: Json) => withoutNulls(one));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(entries.map(([name, one]) => [name, withoutNulls(one ?? null)]));
}

const stepsOf = (pattern: string): readonly string[] => pattern.replaceAll("[]", ".[]").split(".");

function walk(place: Place, steps: readonly string[]): readonly Place[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [place];
  const { path, value } = place;
  if (step === "[]")
    return Array.isArray(value)
      ? value.flatMap((one: Json, nth) => walk({ path: `${path}[${nameIn(one) ?? nth}]`, value: one }, rest))
      : [];
  if (!isObject(value)) return [];
  const names = step === "*" ? Object.keys(value) : [step];
  return names.flatMap((name) => {
    const next = value[name];
    return next === undefined
      ? []
      : walk({ path: path === "" ? name : `${path}.${name}`, value: next }, rest);
  });
}

export const nameIn = (value: Json): string | undefined => {
  const name = isObject(value) ? value["name"] : undefined;
  return typeof name === "string" ? name : undefined;
};

function removed(value: Json, steps: readonly string[]): Json {
  const [step = "", ...rest] = steps;
  if (step === "[]") return Array.isArray(value) ? value.map((one: Json) => removed(one, rest)) : value;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]): readonly (readonly [string, Json])[] => {
      if (one === undefined) return [];
      if (step !== "*" && step !== name) return [[name, one]];
      return rest.length === 0 ? [] : [[name, removed(one, rest)]];
    }),
  );
}
