import { calendarFaults, supportOf } from "../../domain/environment/support-calendar.ts";
import type { Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import type { Doors, Ports } from "../ports.ts";
import { takeNotification, type Decision } from "./take-notification.ts";

/** The daily look at one pair: does the active cluster's version leave support soon, or has it left? `at`: ISO 8601. */
export async function checkSupport(doors: Doors, pair: Pair, at: string): Promise<Decision> {
  const id = `check-${at.slice(0, 10)}`;
  const { clusterId, reason, due, doubts = [] } = await lookAt(doors.ports, pair, at);
  if (due) return takeNotification(doors, { source: "timer", id, at, clusterId, what: reason });
  const decision: Decision = {
    decision: "ignored",
    reason: ["Nothing to do:", reason, ...doubts].join(" "),
    operationId: null,
  };
  await doors.ports.journals.notice(pair.name, { at, source: "timer", id, ...decision });
  return decision;
}

async function lookAt(
  ports: Ports,
  pair: Pair,
  at: string,
): Promise<{ clusterId: string; reason: string; due: boolean; doubts?: readonly string[] }> {
  const active = activeColor(await ports.router.read(pair));
  if (active === undefined)
    return { clusterId: "", reason: "the users' route points to no environment of the pair.", due: false };
  const { clusterId } = pair.environments[active];
  const cluster = await ports.clusters.find(clusterId);
  if (cluster === undefined)
    return { clusterId, reason: `the active cluster ${clusterId} does not exist.`, due: false };
  const offered = await ports.clusters.offeredVersions(cluster.id, cluster.location);
  const support = supportOf(cluster, { nowMs: Date.parse(at), deadlineDays: pair.deadlineDays }, offered);
  const { version } = cluster;
  const doubts = calendarFaults(offered, at);
  switch (support.kind) {
    case "supported":
      return { clusterId, reason: `${version} is supported until ${support.until}.`, due: false, doubts };
    case "unknown":
      return {
        clusterId,
        reason: `the support calendar does not know ${version}, and the region still offers it.`,
        due: false,
        doubts,
      };
    case "ending":
      return { clusterId, reason: `support of ${version} ends on ${support.until}.`, due: true };
    case "ended":
      return {
        clusterId,
        reason: `support of ${version} has ended${support.until === null ? "" : ` on ${support.until}`}.`,
        due: true,
      };
    default:
      return support satisfies never;
  }
}
