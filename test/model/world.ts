import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import type { OperationId, OperationKind, PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { Outcome } from "../../src/domain/upgrade/phases.ts";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import type { RouterWrite } from "../../src/domain/swap/protocol.ts";
import type { StepName } from "./step-names.ts";

/**
 * Everything the swap depends on, at one moment: plain data, never changed, and small enough that every moment that
 * can come can be looked at. Time is left out: what the product waits out in minutes is here a thing that is true or not.
 */
export interface World {
  /** What Front Door's control plane tells. */
  readonly router: RouterState;
  /** What its edges do. */
  readonly rollout: Rollout;
  readonly clusters: Readonly<Record<Color, Cluster>>;
  readonly record: PairRecord | undefined;
  /** The gates that answer 503 on purpose: what the pair record says, and both only if a rule is broken. */
  readonly closedGates: readonly Color[];
  /** The environments that the edges' health probes found well when they last looked. */
  readonly believedWell: readonly Color[];
  /** Front Door refuses every write. */
  readonly isFrozen: boolean;
  /** A write that has passed its owner check, and whose activity has died: it may have its effect at any time. */
  readonly late: RouterWrite | null;
  /** Where a request is still being answered that was sent when an edge still chose that environment. */
  readonly slowAt: Color | null;
  /** The one that runs and what takes over from it; those that have ended, until the next one starts. */
  readonly operations: readonly Operation[];
  readonly threats: Adversities;
}

/** A configuration reaches one edge after the other; the next one waits until the last edge has it. */
export interface Rollout {
  /** What every edge has that the configuration under way has not reached. */
  readonly base: RouterState;
  readonly rolling: { readonly to: RouterState; readonly reached: number } | null;
  readonly queue: readonly RouterState[];
}

export interface Cluster {
  readonly power: "absent" | "running" | "stopped";
  readonly isWell: boolean;
  /** A verdict called it healthy since it was last built, upgraded or started. */
  readonly isProven: boolean;
  /** How many clusters were created for this color. */
  readonly made: number;
}

/** One run of ours, with its place in the story. */
export interface Operation {
  readonly id: OperationId;
  readonly kind: OperationKind;
  readonly epoch: number;
  readonly deadOwner: OperationId | null;
  /** The environment that users are moved to, and taken back from; null until it is planned. */
  readonly candidate: Color | null;
  readonly step: StepName;
  readonly held: "paused" | "halted" | null;
  readonly way: "straight" | "aborting" | "rollingBack" | "failing";
  /** It has to finish the rollback of an owner that does not. */
  readonly takesOver: boolean;
  /** `died`: its instance is gone, and the pair record may still name it. */
  readonly outcome: Outcome | "died" | null;
}

/** What may go wrong besides crashes (every step may be repeated any number of times); none of it is counted. */
export interface Adversities {
  /** Environments turn sick and well again. */
  readonly moods: boolean;
  /** Front Door freezes and thaws. */
  readonly freezes: boolean;
  /** Writes hang and have their effect later, one at a time. */
  readonly lateWrites: boolean;
  /** Processes die for good, and this many operations may be started besides the first. */
  readonly starts: number;
}

export const hasEnded = (operation: Operation): boolean => operation.outcome !== null;

export const candidateOf = (operation: Operation): Color => operation.candidate ?? "green";

/** The environment that the operation found users on. */
export const previousOf = (operation: Operation): Color => otherColor(candidateOf(operation));

export const isRunning = (world: World, color: Color): boolean => world.clusters[color].power === "running";

/** It would answer users well now, whatever its gate says. */
export const isWell = (world: World, color: Color): boolean =>
  isRunning(world, color) && world.clusters[color].isWell;

export const withCluster = (world: World, color: Color, change: Partial<Cluster>): World => ({
  ...world,
  clusters: { ...world.clusters, [color]: { ...world.clusters[color], ...change } },
});

export const withOperation = (world: World, operation: Operation, change: Partial<Operation>): World => ({
  ...world,
  operations: world.operations.map((one) => (one === operation ? { ...one, ...change } : one)),
});
