import type { Color, WorldSeed } from "../../simulator/joints.ts";
import type { Report } from "../report.ts";
import type { Objections, SeenOperation } from "../scenario.ts";

type Entry = SeenOperation["journal"][number];

/** The first entry of that kind that the last operation has told. */
export const firstTold = (operations: readonly SeenOperation[], event: Entry["event"]): Entry | undefined =>
  operations.at(-1)?.journal.find((entry) => entry.event === event);

export const lastTold = (operations: readonly SeenOperation[], event: Entry["event"]): Entry | undefined =>
  operations.at(-1)?.journal.findLast((entry) => entry.event === event);

/** NaN where one of them was never told, so that no comparison holds. */
export const minutesBetween = (from: { at: string } | undefined, to: { at: string } | undefined): number =>
  (Date.parse(to?.at ?? "") - Date.parse(from?.at ?? "")) / 60_000;

/** Every accepted order to stop a color's cluster. */
export const stopsOf = (
  { azure }: Report,
  { clusters }: WorldSeed,
  color: Color,
): Report["azure"]["writes"] =>
  azure.writes.filter(
    ({ operation, resource }) =>
      operation === "ManagedClusters_Stop" &&
      resource.toLowerCase().startsWith(clusters[color].toLowerCase()),
  );

export const unless = (holds: boolean, reason: string): readonly string[] => (holds ? [] : [reason]);

export const all =
  (...several: readonly Objections[]): Objections =>
  (...told) =>
    several.flatMap((objections) => objections(...told));

export const nothingFailed: Objections = ({ requests }) =>
  unless(requests.failed === 0, `${requests.failed} requests failed.`);

export const greenUnseen: Objections = ({ requests }) =>
  unless(requests.perColor.green === 0, `${requests.perColor.green} requests of users reached green.`);

export const sickGreenMet: Objections = ({ requests }) =>
  unless(requests.failedBy.sickEnvironment > 0, "Nobody has met the sick green: nothing was rehearsed.");

export const nothingWritten: Objections = ({ azure }) =>
  unless(azure.writes.length === 0, `${azure.writes.length} writes were made.`);

export const blueNotStopped: Objections = (report, _operations, world) =>
  unless(stopsOf(report, world, "blue").length === 0, "Blue was stopped.");

/** How many operations there were. */
export const operationsAre =
  (count: number): Objections =>
  ({ operations }) =>
    unless(operations.length === count, `There are ${operations.length} operations instead of ${count}.`);

/** The shares in which a progressive upgrade has brought its users over, before the last. */
export const arrivedInSteps =
  (...expected: readonly number[]): Objections =>
  (_report, operations) => {
    const arrived = (operations.at(-1)?.journal ?? []).filter(({ event }) => event === "share.arrived");
    const shares = arrived.map(({ data }) => String(data["percent"])).join(", ");
    return unless(shares === expected.join(", "), `Users arrived in the shares ${shares}.`);
  };

export const oneCriticalWrite: Objections = ({ azure }) => {
  const writes = azure.criticalPathFrontDoorWrites;
  return unless(writes === 1, `${writes} Front Door writes between proof and arrival instead of one.`);
};

/** The last operation tells this event. */
export const tells =
  (event: Entry["event"], otherwise: string): Objections =>
  (_report, operations) =>
    unless(firstTold(operations, event) !== undefined, otherwise);
