import type { Pair } from "../domain/environment/pair.ts";

const longestSoakMinutes = 120;
/** Loopback and a busy machine, which say nothing about anybody's cluster. */
const patienceMs = 500;
/** Two probes, five seconds apart. */
const soonestLeaveSeconds = 10;
/** The versions that the simulated region leads a cluster to. */
const reachable = /^1\.(35(\.5)?|36(\.[34])?)$/;

export interface AsRehearsed {
  readonly pair: Pair;
  /** In what the rehearsed pair differs from its file. */
  readonly differences: readonly string[];
}

/** A pair file's pair, with what a rehearsal cannot show set to what it can. */
export function asRehearsed(pair: Pair): AsRehearsed {
  const { soakMinutes, checks, leaveWithinSeconds, versionPolicy } = pair;
  const soak = Math.min(soakMinutes, longestSoakMinutes);
  const leave = Math.max(leaveWithinSeconds, soonestLeaveSeconds);
  const pin =
    typeof versionPolicy === "string" || reachable.test(versionPolicy.pinned) ? null : versionPolicy.pinned;
  const differences = [
    ...(soak === soakMinutes ? [] : [`soaks for ${soak} minutes instead of ${soakMinutes}`]),
    ...(leave === leaveWithinSeconds
      ? []
      : [`lets edges leave within ${leave} s instead of ${leaveWithinSeconds} s`]),
    ...(pin === null
      ? []
      : [`goes to the newest version, because the simulated region has no way to ${pin}`]),
    ...checks
      .filter(({ latencyMs }) => latencyMs < patienceMs)
      .map(
        ({ name, latencyMs }) => `waits ${patienceMs} ms for the check ${name} instead of ${latencyMs} ms`,
      ),
  ];
  const patient = checks.map((check) => ({ ...check, latencyMs: Math.max(check.latencyMs, patienceMs) }));
  return {
    pair: {
      ...pair,
      soakMinutes: soak,
      leaveWithinSeconds: leave,
      versionPolicy: pin === null ? versionPolicy : "latest",
      checks: patient,
    },
    differences,
  };
}

/** Values for the app settings that the pair's checks send; what a simulated application is sent does not matter. */
export const settingsOf = ({ checks }: Pair): Readonly<Record<string, string>> =>
  Object.fromEntries(
    checks.flatMap(({ headers = {} }) => Object.values(headers).map(({ setting }) => [setting, "rehearsed"])),
  );
