import { validateHeaderValue } from "node:http";
import type { Check, Pair } from "../../domain/environment/pair.ts";
import type { MissingSetting } from "../../domain/upgrade/readiness-findings.ts";

/** The value of an app setting; undefined where there is none. It is sent, and shown nowhere. */
export type SettingValue = (name: string) => string | undefined;

/** A check's headers with their values, or the setting that keeps it from being asked. */
export function headersOf(
  check: Check,
  valueOf: SettingValue,
): { readonly headers: Readonly<Record<string, string>>; readonly missing: readonly MissingSetting[] } {
  const headers: Record<string, string> = {};
  const missing: MissingSetting[] = [];
  for (const [header, { setting }] of Object.entries(check.headers ?? {})) {
    const value = valueOf(setting);
    if (isUsable(header, value)) headers[header] = value;
    else missing.push({ check: check.name, header, setting });
  }
  return { headers, missing };
}

/** What App Service hands over when it cannot resolve a reference is the reference itself. */
function isUsable(header: string, value: string | undefined): value is string {
  if (value === undefined || value.trim() === "" || value.startsWith("@Microsoft.KeyVault(")) return false;
  try {
    validateHeaderValue(header, value);
    return true;
  } catch {
    return false;
  }
}

/** What any question behind the same door needs: the gate is asked with every header that some check has there. */
export const doorHeaders = (
  pair: Pair,
  via: "origin" | "preview",
  valueOf: SettingValue,
): Readonly<Record<string, string>> =>
  Object.assign(
    {},
    ...pair.checks
      .filter((check) => check.via.includes(via))
      .map((check) => headersOf(check, valueOf).headers),
  ) as Record<string, string>;
