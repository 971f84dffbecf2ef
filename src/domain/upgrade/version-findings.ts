import { calendarFaults } from "../environment/support-calendar.ts";
import { compareVersions, minorsBetween, type Offered } from "../environment/versions.ts";
import { blocking, warning, type Finding } from "./findings.ts";

export function targetNotOffered(
  resource: string,
  target: { readonly wanted: string; readonly offered: readonly string[] },
): Finding {
  const message = `Version ${target.wanted} is not offered in this region as generally available.`;
  return blocking("TARGET_NOT_OFFERED", resource, {
    message,
    fix: `Ask for one of ${target.offered.join(", ")}.`,
  });
}

interface Standing {
  readonly id: string;
  readonly version: string;
  readonly stoppedPools: readonly { readonly name: string; readonly version: string }[];
}

/** `build`: what an absent candidate is created on. */
export function versionFindings(
  { offered, at }: { readonly offered: readonly Offered[]; readonly at: string | null },
  way: {
    readonly from: Standing;
    readonly kept: Standing | null;
    readonly build: string;
    readonly target: string;
  },
): readonly Finding[] {
  const { from, kept, build, target } = way;
  // a copy is made on one version, its stopped pools too
  const standing = kept?.stoppedPools ?? from.stoppedPools.map(({ name }) => ({ name, version: build }));
  return [
    ...(compareVersions(target, from.version) > 0 ? [] : [nothingToDo(from, target)]),
    ...poolSkewFindings(kept?.id ?? from.id, standing, target),
    ...calendarFindings(from.id, offered, at),
  ];
}

function nothingToDo(from: { readonly id: string; readonly version: string }, target: string): Finding {
  const message = `The active cluster is on ${from.version} already; the target is ${target}.`;
  return blocking("NOTHING_TO_DO", from.id, { message, fix: "Ask for a newer target, or leave it." });
}

/** AKS lets nodes lag behind their control plane by so many minors (from 1.28 on). */
const mostMinorsBehind = 3;

/** A pool that its owner keeps stopped does not climb; the control plane may not leave it too far behind. */
export function poolSkewFindings(
  clusterId: string,
  stoppedPools: Standing["stoppedPools"],
  target: string,
): readonly Finding[] {
  return stoppedPools
    .filter(({ version }) => minorsBetween(version, target) > mostMinorsBehind)
    .map(({ name, version }) =>
      blocking("POOL_SKEW", clusterId, {
        message: `Its pool ${name} is stopped, so it would stay on ${version}, more than ${mostMinorsBehind} minors behind ${target}.`,
        fix: `Start it (az aks nodepool start --nodepool-name ${name}), delete it, or ask for a target at most ${mostMinorsBehind} minors above ${version}.`,
      }),
    );
}

/** `at`: ISO 8601; null: nobody has told the time, so its age is not judged. */
export const calendarFindings = (
  resource: string,
  offered: readonly Offered[],
  at: string | null,
): readonly Finding[] =>
  calendarFaults(offered, at).map((message) =>
    warning("SUPPORT_CALENDAR", resource, {
      message,
      fix: "Take a newer release of the app, or refresh the calendar (docs/support-calendar.md).",
    }),
  );
