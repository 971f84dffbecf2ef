import type { HostJson } from "../app/settings.ts";
import { failureText } from "./failure-details.ts";

export type VersionVerdict = "runs" | "staysPending" | "fails";

const failureDetails = {
  ErrorType: "VersionMismatch",
  ErrorMessage: "Orchestration version did not comply with Worker Versioning",
  StackTrace: null,
  InnerFailure: null,
  IsNonRetriable: true,
  Properties: null,
} as const;

export const versionMismatch = {
  failureDetails,
  text: failureText(failureDetails),
} as const;

/** Whether this worker takes an instance of that version, as host.json says. */
export function judgeVersion(version: string | null, hostJson: HostJson): VersionVerdict {
  const { defaultVersion, versionMatchStrategy, versionFailureStrategy } = hostJson;
  if (version === null && defaultVersion === null) return "runs";
  // without a default version the worker takes no versioned instance, and says so to nobody
  if (defaultVersion === null) return "staysPending";
  if (complies(version, { defaultVersion, versionMatchStrategy })) return "runs";
  return versionFailureStrategy === "Fail" ? "fails" : "staysPending";
}

function complies(
  version: string | null,
  worker: { defaultVersion: string; versionMatchStrategy: HostJson["versionMatchStrategy"] },
): boolean {
  switch (worker.versionMatchStrategy) {
    case "None":
      return true;
    case "Strict":
      return version === worker.defaultVersion;
    case "CurrentOrOlder":
      return version === null || isNotNewer(version, worker.defaultVersion);
    default:
      return worker.versionMatchStrategy satisfies never;
  }
}

function isNotNewer(version: string, current: string): boolean {
  const [own, other] = [numbersOf(version), numbersOf(current)];
  if (own === undefined || other === undefined) return version === current;
  for (let place = 0; place < Math.max(own.length, other.length); place += 1) {
    const difference = (own[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return true;
}

function numbersOf(version: string): readonly number[] | undefined {
  return /^\d+(\.\d+)*$/.test(version) ? version.split(".").map(Number) : undefined;
}
