import type { Difference } from "../../../domain/upgrade/difference.ts";
import { isObject, nameIn, type Json, type JsonObject } from "./paths.ts";
import { table } from "./table.ts";

/** Every property that differs, read-only ones left out, each with its reason. */
export function differencesBetween(
  active: JsonObject,
  candidate: JsonObject,
  overrides: JsonObject,
): readonly Difference[] {
  return leavesThatDiffer("", active, candidate)
    .filter(({ path }) => !isReadOnly(path))
    .map((one) => ({ ...one, why: whyOf(one.path, overrides) }));
}

type Leaf = Omit<Difference, "why">;

function leavesThatDiffer(
  path: string,
  active: Json | undefined,
  candidate: Json | undefined,
): readonly Leaf[] {
  if (isObject(active) && isObject(candidate)) {
    const names = [...new Set([...Object.keys(active), ...Object.keys(candidate)])].toSorted();
    return names.flatMap((name) =>
      leavesThatDiffer(path === "" ? name : `${path}.${name}`, active[name], candidate[name]),
    );
  }
  if (isNamedList(active) && isNamedList(candidate)) {
    const names = [...new Set([...active, ...candidate].map((one) => nameIn(one) ?? ""))];
    return names.flatMap((name) =>
      leavesThatDiffer(
        `${path}[${name}]`,
        active.find((one) => nameIn(one) === name),
        candidate.find((one) => nameIn(one) === name),
      ),
    );
  }
  return JSON.stringify(active) === JSON.stringify(candidate)
    ? []
    : [{ path, active: active ?? null, candidate: candidate ?? null }];
}

const isNamedList = (value: Json | undefined): value is readonly Json[] =>
  Array.isArray(value) && value.every((one: Json) => nameIn(one) !== undefined);

const rows = table.map((row) => ({ ...row, fits: patternOf(row.path) }));

export const isReadOnly = (path: string): boolean =>
  rows.some((row) => row.why === "read-only" && row.fits.test(path));

/** A row speaks of everything below its path, too. */
function patternOf(path: string): RegExp {
  const escaped = path.replaceAll(".", "\\.").replaceAll("[]", "\\[[^\\]]*\\]").replaceAll("*", "[^.\\[]+");
  return new RegExp(`^${escaped}(?:$|\\.|\\[)`);
}

function whyOf(path: string, overrides: JsonObject): string | null {
  if (isOverridden(path, overrides)) return "the pair file's override";
  if (/^agentPoolProfiles\[[^\]]*\]\.count$/.test(path)) return "within the bounds of its autoscaler";
  return rows.find((row) => row.fits.test(path))?.why ?? null;
}

/** Whether the pair file says this place, or something above it. */
export function isOverridden(path: string, overrides: JsonObject): boolean {
  let at: Json | undefined = overrides;
  for (const step of path.replaceAll("[", ".").replaceAll("]", "").split(".")) {
    if (!isObject(at)) return true;
    if (!Object.hasOwn(at, step)) return false;
    at = at[step];
  }
  return true;
}
