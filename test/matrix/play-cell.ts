import { otherColor, type Color, type Pair } from "../../src/domain/environment/pair.ts";
import { phaseOf } from "../../src/domain/upgrade/commands.ts";
import type { JournalEntry, OperationHead } from "../../src/domain/upgrade/operation.ts";
import type { OrchestrationContext, Story } from "../../src/workflow/durable.ts";
import type { FakeAzure } from "../support/fake-azure.ts";
import { Stage, type StagedCall } from "../support/stage.ts";
import { azureFor, routerOf, type Cell, type Sickness } from "./cell.ts";
import { finalPromises } from "./final-promises.ts";
import { Invariants, type Broken } from "./invariants.ts";
import { Outside, type SeenCall } from "./outside.ts";
import { Person } from "./person.ts";

/** How one cell went. */
export interface Played {
  readonly broken: readonly Broken[];
  readonly worstMinutes: Readonly<Invariants["worstMinutes"]>;
  /** How each operation ended, or where it waits. */
  readonly ends: readonly string[];
  readonly calls: readonly SeenCall[];
  /** The longest history that an instance of each orchestrator has had. */
  readonly histories: Stage["histories"];
  readonly journal: readonly JournalEntry[];
}

export interface Playing {
  /** Orchestrators that stand in for ours. */
  readonly stories?: Readonly<Record<string, (context: OrchestrationContext) => Story<unknown>>>;
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
const [frozenDays, mostDays] = [0.5, 1.5];
/** Where nothing changes for so long nothing will. */
const stillHours = 6;
/** After the last end, so that the daily check comes by once more. */
const aftermathMs = 25 * hourMs;

export async function playCell(cell: Cell, playing: Playing = {}): Promise<Played> {
  const world = await openWorld(cell, playing);
  const { stage, azure, outside, person, invariants } = world;
  const beganMs = stage.nowMs;
  outside.open();
  checkDaily(world);
  if (cell.operation === "rollback") person.rollBack();
  else person.startUpgrade();
  await stage.passTo(beganMs + mostDays * dayMs, world.isOver);
  invariants.look(stage.nowMs);
  for (const [promise, detail] of finalPromises(world)) invariants.fail(promise, detail);
  return {
    broken: invariants.broken,
    worstMinutes: invariants.worstMinutes,
    ends: [...azure.documents.values()].map(({ head }) => endOf(head)),
    calls: outside.seen,
    histories: stage.histories,
    journal: [...azure.documents.values()].flatMap((document) => document.journal),
  };
}

export interface World {
  readonly cell: Cell;
  readonly pair: Pair;
  readonly azure: FakeAzure;
  readonly stage: Stage;
  readonly outside: Outside;
  readonly person: Person;
  readonly invariants: Invariants;
  readonly candidate: Color;
  readonly isOver: () => boolean;
}

const endOf = ({ id, outcome, position, why }: OperationHead): string =>
  `${id}: ${outcome ?? position.phase}${why === null ? "" : ` (${why})`}`;

async function openWorld(cell: Cell, { stories }: Playing): Promise<World> {
  const { azure, pair } = azureFor(cell.mode);
  let onCall: (site: string, call: StagedCall) => void = () => undefined;
  let onThrottled: (site: string, untilMs: number, by: StagedCall) => void = () => undefined;
  const outside: Outside = new Outside({
    faults: cell.faults,
    now: () => stage.nowMs,
    phase: () => newestPhase(azure),
    wait: async () => stage.afterTimers(3, 4 * minuteMs),
    onCall: (site, call) => onCall(site, call),
    onThrottled: (site, untilMs, by) => onThrottled(site, untilMs, by),
  });
  const { portsFor, operationsFor, wasLost } = outside;
  const stage = new Stage(azure.ports, undefined, {
    portsFor,
    operationsFor,
    wasLost,
    ...(stories === undefined ? {} : { stories }),
  });
  if (cell.operation === "rollback") await completeUpgrade(stage, azure);
  const candidate = cell.operation === "rollback" ? "blue" : "green";
  const invariants = new Invariants({ azure, pair, candidate, now: () => stage.nowMs });
  onCall = (site, call) => invariants.onCall(site, call);
  onThrottled = (site, untilMs, by) => invariants.onThrottled(site, untilMs, by);
  const call = { instance: "", step: "a person", input: {} };
  const person = new Person(stage, pair, {
    ports: portsFor(azure.ports, call),
    operations: operationsFor(stage.operations, call),
  });
  const world = { cell, pair, azure, stage, outside, person, invariants, candidate } as const;
  watchWorld(world);
  return { ...world, isOver: overIn(world) };
}

async function completeUpgrade(stage: Stage, azure: FakeAzure): Promise<void> {
  const { outcome, why } = await stage.play("upgrade");
  if (outcome !== "completed") throw new Error(`the upgrade before ended ${outcome ?? ""}: ${why ?? ""}`);
  await stage.passTo(stage.nowMs + 6 * hourMs, () => stage.running().length === 0);
  azure.onChange();
}

const newestPhase = (azure: FakeAzure): string => {
  const head = [...azure.documents.values()].at(-1)?.head;
  return head === undefined ? "none" : phaseOf(head.position);
};

function watchWorld(world: Omit<World, "isOver">): void {
  const { azure, stage, invariants } = world;
  const changed = azure.onChange;
  azure.onChange = () => {
    changed();
    invariants.look(stage.nowMs);
  };
  stage.onTime = (toMs) => {
    changed();
    invariants.look(toMs);
  };
  azure.onWrite = (write) => invariants.onWrite(write);
  azure.onGate = (closed) => invariants.onGate(closed);
  azure.onTold = (entry) => follow(world, entry);
}

/** What happens in the world because of where the story is. */
function follow(world: Omit<World, "isOver">, { event, data }: JournalEntry): void {
  const { azure, stage, cell, person } = world;
  if (event === "operation.paused" || event === "operation.halted") person.resumeLater();
  if (event === "route.written" && cell.mode === "frozen" && azure.frozen === undefined) freeze(world);
  if (event !== "phase.entered") return;
  const phase = String(data["phase"]);
  turnSick(world, phase);
  if (phase === "soaking") stage.at(stage.nowMs + 10 * minuteMs, () => interfere(world));
  if (cell.operation === "takeOver" && phase === deathPhase(cell)) die(world);
}

/** Somebody takes users back in the middle of the soak: through the app, or past it. */
function interfere({ azure, cell, invariants, person }: Omit<World, "isOver">): void {
  if (cell.operation === "calledBack") person.rollBack();
  if (cell.operation !== "handedBack") return;
  azure.router = routerOf(cell.mode);
  invariants.onHand();
}

const frozenOnce = new WeakSet<FakeAzure>();

/** Once, right after users were moved. */
function freeze({ azure, stage }: Omit<World, "isOver">): void {
  if (frozenOnce.has(azure)) return;
  frozenOnce.add(azure);
  azure.frozen = "Conflict";
  stage.at(stage.nowMs + frozenDays * dayMs, () => (azure.frozen = undefined));
}

const deathPhase = ({ candidate }: Cell): Sickness =>
  candidate === "never" || candidate === "verifying" ? "soaking" : candidate;

/** The owner fails in the middle; where the candidate turns sick, it does so a little later. */
function die({ cell, azure, stage, candidate, person }: Omit<World, "isOver">): void {
  stage.at(stage.nowMs + 3 * minuteMs, () => stage.failInstance("shop-1-upgrade"));
  if (cell.candidate === deathPhase(cell))
    stage.at(stage.nowMs + 6 * minuteMs, () => void azure.sick.add(candidate));
  stage.at(stage.nowMs + hourMs, () => person.rollBack());
}

function turnSick({ cell, azure, candidate }: Omit<World, "isOver">, phase: string): void {
  const isLate = cell.operation === "takeOver" && cell.candidate === deathPhase(cell);
  if (phase === cell.candidate && !isLate) azure.sick.add(candidate);
  if (phase !== cell.previous) return;
  azure.sick.add(otherColor(candidate));
  azure.gates[otherColor(candidate)] = "unhealthy";
}

/** The version check at 05:00, whose notification may start an upgrade. */
function checkDaily({ stage, person }: World): void {
  const first = Math.ceil((stage.nowMs - 5 * hourMs) / dayMs) * dayMs + 5 * hourMs;
  for (let day = 0; day < mostDays; day += 1)
    stage.at(first + day * dayMs, () => person.startUpgrade("notification"));
}

/** All have ended for a day, or one waits for a person who does not come any more, or nothing at all is news. */
function overIn({ azure, cell, stage, person }: Omit<World, "isOver">): () => boolean {
  let [sinceMs, known] = [stage.nowMs, ""];
  const stillMs = cell.mode === "frozen" ? (frozenDays * 24 + stillHours) * hourMs : stillHours * hourMs;
  return () => {
    const isRunning = stage.running().some((one) => one.name === "upgrade" || one.name === "rollback");
    const heads = [...azure.documents.values()].map(({ head }) => head);
    const now = heads.map(({ outcome, position }) => outcome ?? JSON.stringify(position)).join() + isRunning;
    if (now !== known) [sinceMs, known] = [stage.nowMs, now];
    const position = heads.at(-1)?.position.phase;
    const isHeld = position === "paused" || position === "halted";
    const enoughMs = !isRunning ? aftermathMs : isHeld ? hourMs : stillMs;
    return (person.isDone || !isHeld || !isRunning) && stage.nowMs >= sinceMs + enoughMs;
  };
}
