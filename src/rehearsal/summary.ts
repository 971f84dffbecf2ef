import type { Report } from "./report.ts";
import type { SeenOperation } from "./scenario.ts";

const [minuteMs, secondMs] = [60_000, 1000];

/** What happened, for somebody who has never seen Azure. */
export function summaryOf(report: Report, last: SeenOperation | undefined): string {
  const { scenario, ok, why, outcome, active, version, requests, events, azure, approvals, host } = report;
  const { swap, sickEnvironment } = requests.failedBy;
  const rows: readonly (readonly [string, string])[] = [
    ["Ended", `${outcome ?? "not"} (expected ${report.expected.outcome})`],
    ["Who serves", `${active.after ?? "nobody"}, before ${active.before ?? "nobody"}`],
    ["Kubernetes", `${version.after ?? "unknown"}, before ${version.before ?? "unknown"}`],
    ["Requests", `${requests.total}: blue ${requests.perColor.blue}, green ${requests.perColor.green}`],
    ["Failed", `${swap} by the swap, ${sickEnvironment} by a sick environment`],
    [
      "Front Door",
      `${azure.frontDoorWrites} writes, ${azure.criticalPathFrontDoorWrites} of them between proof and arrival`,
    ],
    ["Events", `${events.delivered} delivered, ${events.started} upgrades, ${events.ignored.length} ignored`],
    ...(approvals.length > 0 ? [["Approved", approvals.map((one) => one.for).join(", ")] as const] : []),
    ...(host.kills > 0 ? [["Killed", `${host.kills} times, restarted ${host.restarts} times`] as const] : []),
    ["Took", `${spanOf(report.virtualMs)} of Azure's time, ${Math.round(report.wallMs / secondMs)} s here`],
    ["Way back", wayBackOf(last)],
  ];
  const failures = requests.firstFailures
    .slice(0, 3)
    .map(({ at, edge, color, status, cause }) => `  ${at} ${edge} ${color ?? "nobody"}: ${status} ${cause}`);
  return [
    "",
    `${ok ? "OK" : "NOT OK"}  ${scenario}`,
    ...rows.map(([name, text]) => `  ${name.padEnd(12)}${text}`),
    ...(why.length > 0 ? ["  Not ok:", ...why.map((reason) => `    ${reason}`)] : []),
    ...(failures.length > 0 ? ["  The first failed requests:", ...failures] : []),
    "",
  ].join("\n");
}

function wayBackOf(last: SeenOperation | undefined): string {
  if (last?.wayBack == null) return "none";
  const { how, until } = last.wayBack;
  return until === null ? how : `${how} (until ${until})`;
}

function spanOf(ms: number): string {
  const minutes = Math.round(ms / minuteMs);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
