import type { Report } from "../../src/rehearsal/report.ts";
import { acceptedByModel, type Accepted, type Trace } from "../model/accepted.ts";

interface Seen {
  readonly at: string;
  readonly event: string;
}

/** Phases that do not matter to the swap are none of the model's. */
const unmodeled: ReadonlySet<string> = new Set(["upgrading", "deploying", "waitingForApproval"]);

/** What of a rehearsed swap the model cannot do; null: it accepts all of it, so simulator and model have not drifted. */
export const refusedByModel = (report: Report, idle: "absent" | "kept"): Accepted["refused"] =>
  acceptedByModel(traceOf(report), { idle }).refused;

/** What a rehearsal's report lets one see of its swaps, in order; at one time, a phase begins before its writes. */
function traceOf(report: Report): Trace {
  const phases = report.operations.flatMap(({ phases: entered, outcome }) => [
    ...entered
      .filter(({ phase }) => !unmodeled.has(phase))
      .map(({ phase, start }): Seen => ({ at: start, event: `enter ${phase}` })),
    ...(outcome === null ? [] : [{ at: entered.at(-1)?.end ?? "", event: `end ${outcome}` }]),
  ]);
  const writes = report.azure.writes.flatMap((write): Seen[] => {
    const event = writeSeen(write);
    return event === undefined ? [] : [{ at: write.at, event }];
  });
  const isPhase = ({ event }: Seen) => (event.startsWith("enter") ? 0 : event.startsWith("end") ? 2 : 1);
  return [...phases, ...writes]
    .toSorted((a, b) => a.at.localeCompare(b.at) || isPhase(a) - isPhase(b))
    .map(({ event }) => event);
}

/** Writes that neither move users nor start or stop anything are no part of the swap. */
function writeSeen({ operation, resource, status }: Report["azure"]["writes"][number]): string | undefined {
  const cluster = /managedClusters\/aks-shop-(\w+)/i.exec(resource)?.[1] ?? "";
  switch (operation) {
    case "Routes_Update":
      return "write route";
    case "AFDOrigins_Update":
      return `write entry ${/originGroups\/(\w+\/)origins\/(\w+)/i.exec(resource)?.slice(1).join("") ?? ""}`;
    case "ManagedClusters_CreateOrUpdate":
      // the same operation upgrades what is there already
      return status === 201 ? `write create ${cluster}` : undefined;
    case "ManagedClusters_Start":
      return `write start ${cluster}`;
    case "ManagedClusters_Stop":
      return `write stop ${cluster}`;
    default:
      return undefined;
  }
}
