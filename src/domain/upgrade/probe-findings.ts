import type { Pair } from "../environment/pair.ts";
import { leaveSeconds, type GroupName, type ProbeSettings, type RouterState } from "../swap/layout.ts";
import { blocking, type Finding, type RouterNames } from "./findings.ts";

/** How Front Door asks the gates: by that edges leave an environment, and by nothing faster. */
export function probeFindings(pair: Pair, router: RouterState, names: RouterNames): readonly Finding[] {
  const groups = Object.entries(router.groups) as [GroupName, RouterState["groups"]["blue"]][];
  return [
    ...groups.flatMap(([group, { probe }]) => settings(pair, probe, names.groups[group] ?? group)),
    ...differing(
      groups.map(([, { probe }]) => probe),
      names,
    ),
  ];
}

const [fastestProbe, slowestProbe] = [5, 30];

function settings(pair: Pair, probe: ProbeSettings | null, name: string): readonly Finding[] {
  if (probe === null) {
    const message = "The group has no health probe.";
    return [blocking("NO_HEALTH_PROBE", name, { message, fix: "Give all groups the same probe." })];
  }
  const findings: Finding[] = [];
  if (probe.intervalSeconds < fastestProbe || probe.intervalSeconds > slowestProbe) {
    const message = `The group is probed every ${probe.intervalSeconds} s, so the way back by the gate takes several times that.`;
    const fix = `Probe every ${fastestProbe} to ${slowestProbe} s.`;
    findings.push(blocking("PROBE_INTERVAL", name, { message, fix }));
  } else if (leaveSeconds(probe) > pair.leaveWithinSeconds) findings.push(leavesTooLate(pair, probe, name));
  if (probe.method !== "GET" && probe.method !== "HEAD") {
    const message = `The health probe's method is ${probe.method}; the gate answers GET and HEAD.`;
    findings.push(blocking("PROBE_METHOD", name, { message, fix: "Set it to HEAD." }));
  }
  if (probe.path !== "/.well-known/environment") {
    const message = `The health probe asks ${probe.path}, which is not the gate, so closing the gate moves nobody.`;
    findings.push(blocking("PROBE_PATH", name, { message, fix: "Set it to /.well-known/environment." }));
  }
  return findings;
}

function leavesTooLate({ leaveWithinSeconds }: Pair, probe: ProbeSettings, name: string): Finding {
  const { sampleSize, successfulSamplesRequired: required, intervalSeconds } = probe;
  const message = `Edges leave an environment whose probes fail only after (${sampleSize} − ${required} + 1) × ${intervalSeconds} s = ${said(leaveSeconds(probe))}; the pair allows ${said(leaveWithinSeconds)}.`;
  const fix =
    "Lower sampleSize, raise successfulSamplesRequired or probe more often, the same in all groups; or raise leaveWithinSeconds in the pair file.";
  return blocking("LEAVES_TOO_LATE", name, { message, fix });
}

const said = (seconds: number): string =>
  seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;

function differing(probes: readonly (ProbeSettings | null)[], names: RouterNames): readonly Finding[] {
  if (new Set(probes.map((probe) => JSON.stringify(probe))).size === 1) return [];
  const message =
    "The groups are probed differently, so edges would judge the environments by different rules.";
  const fix = "Give all groups the same path, method, protocol, interval, sample size and passes required.";
  return [blocking("PROBES_DIFFER", names.groups.green ?? "green", { message, fix })];
}
