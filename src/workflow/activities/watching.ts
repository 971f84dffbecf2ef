import { createHash } from "node:crypto";
import { otherColor, type Color, type Pair } from "../../domain/environment/pair.ts";
import type { Sample } from "../../domain/probing/verdict.ts";
import { activeColor, type RouterState } from "../../domain/swap/layout.ts";
import { phaseOf, type CommandMessage } from "../../domain/upgrade/commands.ts";
import type { OperationHead } from "../../domain/upgrade/operation.ts";
import { watchIdOf, type OperationId, type WatchId } from "../../domain/upgrade/pair-record.ts";
import type { WatchReport, WatchSeen } from "../../domain/watch/report.ts";
import type { Seen, StoryTold } from "../../domain/watch/seen.ts";
import type { Instance, Operations, Ports } from "../ports.ts";
import { headIn } from "../requests/owner.ts";
import { askForWayBack } from "../requests/roll-back.ts";
import type { Step } from "../step.ts";
import { owns, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";
import { lookAt, type LookAt, type Ways } from "./probing.ts";
import { settledSpan } from "./traffic.ts";

export interface LookOrder {
  readonly owner: Owner;
  readonly candidate: Color;
  readonly ways: Ways;
  /** Metrics, and the router, are asked once a minute: each costs several calls. */
  readonly asksMetrics: boolean;
}

const confirmingMinutes = 5;

/** One look around: each part by itself, one attempt, and null where nobody could tell. Only reads. */
export const lookAround: Step<LookOrder, Seen> = {
  name: "lookAround",
  run: async (ports, order, operations) => {
    const { owner, candidate, ways, asksMetrics, at } = order;
    const pair = await pairOf(ports, owner);
    const telling = storyNow(ports, operations, owner);
    const ofCandidate = async (): Promise<Sample> => {
      const isShared = pair.steps.length > 1 && isOnItsWay((await telling).story);
      return sampleNow(ports, pair, { color: candidate, at, ways, isShared });
    };
    const span = settledSpan(at, { minutes: confirmingMinutes });
    const asks = asksMetrics && span !== undefined;
    const [record, told, router, own, other, minutes, counted, atPublicName] = await Promise.all([
      orNull(async () => ({ found: await ports.records.read(owner.pair) })),
      telling,
      orNull(async () => (asksMetrics ? printOf(await ports.router.read(pair)) : null)),
      ofCandidate(),
      sampleNow(ports, pair, { color: otherColor(candidate), at, ways: "origin" }),
      orNull(async () => (asks ? ports.traffic.perMinute(pair, span) : null)),
      orNull(async () => (asks ? (await ports.traffic.perOrigin(pair, span))[candidate] : null)),
      orNull(async () =>
        asks ? (await sampleNow(ports, pair, { color: candidate, at, ways: "public" })).outcome : null,
      ),
    ]);
    const samples = { [candidate]: own, [otherColor(candidate)]: other } as Record<Color, Sample>;
    const named = record === null ? null : ownerNamed(record.found?.record, owner);
    return { owner: named, ...told, router, samples, minutes, counted, atPublicName };
  },
};

/** Between the steps, and after the last one until users are seen to be there, some edges have yet to learn of it. */
const isOnItsWay = (story: StoryTold | null): boolean =>
  story === null || phaseOf(story.position) === "swapping";

/** Whatever goes wrong with one part is no reason to know nothing of the others. */
async function orNull<Part>(read: () => Promise<Part>): Promise<Part | null> {
  try {
    return await read();
  } catch {
    return null;
  }
}

const longestEvidence = 200;

/** A look that could not be made says nothing about the environment. */
async function sampleNow(ports: Ports, pair: Pair, look: LookAt): Promise<Sample> {
  const looked = await orNull(async () => lookAt(ports, pair, look));
  if (looked === null) return { at: look.at, outcome: "unknown", evidence: "it could not be looked at" };
  const { evidence, ...rest } = looked;
  return evidence === undefined ? rest : { ...rest, evidence: evidence.slice(0, longestEvidence) };
}

function ownerNamed(record: Parameters<typeof owns>[0], owner: Owner): Seen["owner"] {
  if (owns(record, owner)) return "us";
  if ((record?.epoch ?? 0) < owner.epoch) return "former";
  return (record?.operationId ?? null) === null ? "nobody" : "other";
}

/** By what its instance tells; by its journal where that says nothing. */
async function storyNow(
  ports: Ports,
  operations: Operations,
  { pair, operationId }: Owner,
): Promise<Pick<Seen, "runs" | "story">> {
  const asked = await orNull(async () => ({ instance: await operations.instance(operationId) }));
  const head = headIn(asked?.instance, operationId);
  const told =
    head ?? (await orNull(async () => (await ports.journals.read(pair, operationId))?.head ?? null));
  return {
    runs: asked === null ? null : stateOf(asked.instance),
    story: told === null ? null : toldBy(told),
  };
}

const toldBy = ({ position, outcome, move }: OperationHead): StoryTold => ({ position, outcome, move });

function stateOf(instance: Instance | undefined): "running" | "ended" | "dead" {
  if (instance === undefined) return "dead";
  if (instance.runtimeStatus === "running") return "running";
  return instance.runtimeStatus === "completed" ? "ended" : "dead";
}

/** What of a router a swap goes by: a different one is another hand's, or our own next write. */
function printOf(router: RouterState): { active: Color | null; print: string } {
  const { routedGroup, routeEnabled, groups } = router;
  const entries = Object.entries(groups).map(([name, group]) => [name, group.entries]);
  return {
    active: activeColor(router) ?? null,
    // only ever compared, and told into many histories
    print: createHash("sha256")
      .update(JSON.stringify([routedGroup, routeEnabled, entries]))
      .digest("base64url")
      .slice(0, 16),
  };
}

/** Users are on a bad environment: what `POST rollback` does, asked for by the watch. */
export const turnStoryAround: Step<{ owner: Owner; command: CommandMessage; isDead: boolean }, null> = {
  name: "turnStoryAround",
  run: async (_ports, { owner, command, isDead }, operations) => {
    const unfinished = { owner: owner.operationId, commandId: isDead ? null : command.id };
    await askForWayBack({ operations }, { pair: owner.pair, command, unfinished });
    return null;
  },
};

/** Begins the watch of an operation; safe to repeat. */
export const startWatch: Step<{ id: WatchId; input: object }, null> = {
  name: "startWatch",
  run: async (_ports, { id, input }, operations) => {
    await operations.startWatch(id, input);
    return null;
  },
};

function seenIn(report: WatchReport | null): WatchSeen | null {
  if (report === null) return null;
  const { at, verdicts, traffic, arrival, router } = report;
  return { at, verdicts, traffic, arrival, router };
}

/** What the watch of an operation has told last; null: there is none, or it has told nothing yet. */
export const readWatch: Step<
  { operationId: OperationId },
  { readonly report: WatchSeen | null; readonly isRunning: boolean }
> = {
  name: "readWatch",
  run: async (_ports, { operationId }, operations) => {
    const instance = await operations.instance(watchIdOf(operationId));
    return {
      // written by our own watch, and by nobody else
      report: seenIn((instance?.customStatus ?? null) as WatchReport | null),
      isRunning: instance?.runtimeStatus === "running",
    };
  },
};
