import type { Report } from "../report.ts";
import type { SeenOperation } from "../scenario.ts";

type Entry = SeenOperation["journal"][number];

/** The first entry of that kind that the last operation has told. */
export const firstTold = (operations: readonly SeenOperation[], event: Entry["event"]): Entry | undefined =>
  operations.at(-1)?.journal.find((entry) => entry.event === event);

export const lastTold = (operations: readonly SeenOperation[], event: Entry["event"]): Entry | undefined =>
  operations.at(-1)?.journal.findLast((entry) => entry.event === event);

/** NaN where one of them was never told, so that no comparison holds. */
export const minutesBetween = (from: { at: string } | undefined, to: { at: string } | undefined): number =>
  (Date.parse(to?.at ?? "") - Date.parse(from?.at ?? "")) / 60_000;

/** Every accepted order to stop a cluster of that color. */
export const stopsOf = ({ azure }: Report, color: "blue" | "green"): Report["azure"]["writes"] =>
  azure.writes.filter(
    ({ operation, resource }) => operation === "ManagedClusters_Stop" && resource.includes(`-${color}/`),
  );

export const unless = (holds: boolean, reason: string): readonly string[] => (holds ? [] : [reason]);

/** The shares in which a progressive upgrade has brought its users over, before the last. */
export function arrivedInSteps(
  operations: readonly SeenOperation[],
  expected: readonly number[],
): readonly string[] {
  const arrived = (operations.at(-1)?.journal ?? []).filter(({ event }) => event === "share.arrived");
  const shares = arrived.map(({ data }) => String(data["percent"])).join(", ");
  return unless(shares === expected.join(", "), `Users arrived in the shares ${shares}.`);
}

export function oneCriticalWrite({ azure }: Report): readonly string[] {
  const writes = azure.criticalPathFrontDoorWrites;
  return unless(writes === 1, `${writes} Front Door writes between proof and arrival instead of one.`);
}
