import { holds } from "./constraints.ts";

/** A route template of ASP.NET, as function apps write them. */
export interface Route {
  readonly template: string;
  /** The parameters when the path fits; an empty optional one is left out. */
  match(path: string): Readonly<Record<string, string>> | undefined;
  /** What is more specific is tried first: one letter a segment, smaller letters first. */
  readonly rank: string;
}

interface Parameter {
  readonly name: string;
  readonly isCatchAll: boolean;
  readonly isOptional: boolean;
  readonly constraints: readonly string[];
  readonly fallback: string | undefined;
}

/** Throws when the template is not understood. */
export function parseRoute(template: string): Route {
  const segments = template.split("/").filter((segment) => segment !== "");
  const parameters: Parameter[] = [];
  const patterns = segments.map((segment) => segmentPattern(segment, parameters));
  const pattern = new RegExp(`^${patterns.join("")}/?$`, "i");
  return {
    template,
    rank: segments.map(rankOf).join(""),
    match: (path) => {
      const found = pattern.exec(path);
      return found === null ? undefined : valuesOf(parameters, found);
    },
  };
}

const parameterPattern = /\{((?:[^{}]|\{\d+(?:,\d*)?\})+)\}/g;

function segmentPattern(segment: string, parameters: Parameter[]): string {
  const whole = /^\{(.+)\}$/.exec(segment);
  const alone = whole?.[1] === undefined || /\}[^}]*\{[^\d]/.test(segment) ? undefined : parse(whole[1]);
  if (alone !== undefined && (alone.isCatchAll || alone.isOptional)) {
    parameters.push(alone);
    return alone.isCatchAll ? "(?:/(.*))?" : "(?:/([^/]+))?";
  }
  let pattern = "/";
  let end = 0;
  for (const found of segment.matchAll(parameterPattern)) {
    parameters.push(parse(found[1] ?? ""));
    pattern += `${literal(segment.slice(end, found.index))}([^/]+?)`;
    end = found.index + found[0].length;
  }
  return pattern + literal(segment.slice(end));
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

function parse(text: string): Parameter {
  const found = /^(\*{0,2})([^:?=]+)((?::(?:[^:()=?]+(?:\(.*?\)(?=:|=|\?|$))?))*)(?:=([^?]*))?(\?)?$/.exec(
    text,
  );
  if (found === null) throw new Error(`The route parameter {${text}} is not understood.`);
  const [, stars = "", name = "", constraints = "", fallback, optional] = found;
  return {
    name,
    isCatchAll: stars !== "",
    isOptional: optional !== undefined || fallback !== undefined,
    constraints: constraints.match(/[^:()]+(?:\(.*?\)(?=:|$))?/g) ?? [],
    fallback,
  };
}

function valuesOf(
  parameters: readonly Parameter[],
  found: RegExpExecArray,
): Readonly<Record<string, string>> | undefined {
  const values: Record<string, string> = {};
  for (const [place, parameter] of parameters.entries()) {
    const raw = found[place + 1];
    const value = raw === undefined || raw === "" ? parameter.fallback : decode(raw);
    if (value === undefined) continue;
    if (!parameter.constraints.every((constraint) => holds(constraint, value))) return undefined;
    values[parameter.name] = value;
  }
  return values;
}

/** An encoded slash stays as it is, so that it does not look like a separator. */
function decode(raw: string): string {
  try {
    return raw
      .split(/%2f/i)
      .map((part) => decodeURIComponent(part))
      .join("%2F");
  } catch {
    return raw;
  }
}

function rankOf(segment: string): string {
  if (!segment.includes("{")) return "a";
  if (segment.startsWith("{*")) return "e";
  if (!/^\{[^{}]+\}$/.test(segment)) return "b";
  return segment.includes(":") ? "c" : "d";
}
