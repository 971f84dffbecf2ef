import type { Report } from "../../src/rehearsal/report.ts";
import { acceptedByModel, traceOf, type Accepted, type Beginning, type Seen } from "../model/accepted.ts";

/** What of a rehearsed swap the model cannot do; null: it accepts all of it, so simulator and model have not drifted. */
export const refusedByModel = (
  report: Report,
  idle: Beginning["idle"],
  beginning: Omit<Beginning, "idle"> = {},
): Accepted["refused"] => acceptedByModel(traceOf(seenIn(report)), { idle, ...beginning }).refused;

/** What a rehearsal's report lets one see of its swaps. */
function seenIn(report: Report): readonly Seen[] {
  const phases = report.operations.flatMap(({ phases: entered, outcome }) => [
    ...entered.map(({ phase, start }): Seen => ({ at: start, event: `enter ${phase}` })),
    ...(outcome === null ? [] : [{ at: entered.at(-1)?.end ?? "", event: `end ${outcome}` }]),
  ]);
  const writes = report.azure.writes.flatMap((write): Seen[] => {
    const event = writeSeen(write);
    return event === undefined ? [] : [{ at: write.at, event }];
  });
  return [...phases, ...writes];
}

/** Writes that neither move users nor start or stop anything are no part of the swap. */
function writeSeen({ operation, resource, status }: Report["azure"]["writes"][number]): string | undefined {
  const cluster = /managedClusters\/aks-shop-(\w+)/i.exec(resource)?.[1] ?? "";
  switch (operation) {
    case "Routes_Update":
      return "write route";
    case "AFDOrigins_Update":
      return `write entry ${entryOf(resource)}`;
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

/** The one group that all routes share has another name at every customer. */
function entryOf(resource: string): string {
  const [, group = "", origin = ""] = /originGroups\/(\w+)\/origins\/(\w+)/i.exec(resource) ?? [];
  return `${group === "blue" || group === "green" ? group : "shared"}/${origin}`;
}
