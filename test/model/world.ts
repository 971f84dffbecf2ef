import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import type { OperationId, OperationKind, PairRecord } from "../../src/domain/upgrade/pair-record.ts";
import type { Outcome } from "../../src/domain/upgrade/phases.ts";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import type { RouterWrite } from "../../src/domain/swap/protocol.ts";
import type { StepName } from "./step-names.ts";

/**
 * Everything the swap depends on, at one moment: plain data, never changed, and small enough that every moment that
 * can come can be looked at. Minutes are left out: what the product waits out is here a thing that is true or not, and
 * evidence is young or too old.
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
  /** A write that has passed its owner check and its guard, and whose activity hangs: it may have its effect at any time. */
  readonly late: LateWrite | null;
  /** Where a request is still being answered that was sent when an edge still chose that environment. */
  readonly slowAt: Color | null;
  /** The one that runs and what takes over from it; those that have ended, until the next one starts. */
  readonly operations: readonly Operation[];
  /** That of the owner, and that of whoever is about to take over from it. */
  readonly watches: readonly Watch[];
  /** The environment whose stop may have been sent, as the journal tells it before it is sent. */
  readonly stopTold: Color | null;
  /** What another hand has changed since the story last looked; `active`: who was active before. */
  readonly foreign: { readonly active: Color | null } | null;
  /** The worst that other hands have done so far: a setting changed, or users moved. */
  readonly hands: "none" | "settings" | "users";
  /** The candidate's share of the users, step by step, in percent. */
  readonly shares: readonly number[];
  readonly threats: Adversities;
}

/** A configuration reaches one edge after the other; the next one waits until the last edge has it. */
export interface Rollout {
  /** What every edge has that the configuration under way has not reached. */
  readonly base: RouterState;
  readonly rolling: { readonly to: RouterState; readonly reached: number } | null;
  readonly queue: readonly RouterState[];
}

export type LateWrite = RouterWrite | { readonly kind: "stop"; readonly color: Color };

export interface Cluster {
  /** `stopping`: Azure has taken the stop, and users who are sent there are lost. */
  readonly power: "absent" | "running" | "stopping" | "stopped";
  /** `sick`: its gate says so, and Front Door's probes see it. `failing`: only a verdict sees it. */
  readonly health: "well" | "sick" | "failing";
  /** A verdict called it healthy since it was last built, upgraded or started. */
  readonly isProven: boolean;
  /** How many clusters were created for this color. */
  readonly made: number;
}

/** How old evidence is, by what it is needed for. */
export type Age = "missing" | "fresh" | "expired";

/** What a story has found out and acts on later; a bad answer is acted on at once and kept nowhere. */
export interface Known {
  readonly proof: Age;
  readonly baseline: Age;
  readonly arrival: Age;
  readonly quiet: Age;
}

export const nothingKnown: Known = {
  proof: "missing",
  baseline: "missing",
  arrival: "missing",
  quiet: "missing",
};

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
  /** Which of the shares it has written. */
  readonly share: number;
  readonly known: Known;
  /** `died`: its instance is gone, and the pair record may still name it. */
  readonly outcome: Outcome | "died" | null;
}

/** An actor of its own beside the story: it looks, and turns around what has to be turned around. */
export interface Watch {
  readonly of: OperationId;
  readonly candidate: Color;
  /** Its newest verdict on the candidate; a look that tells nothing leaves it as it is. */
  readonly saw: "nothing" | "healthy" | "unhealthy";
  readonly isFresh: boolean;
}

/** What may go wrong besides crashes (every step may be repeated any number of times); only numbers are counted. */
export interface Adversities {
  /** Environments turn sick and well again. */
  readonly moods: boolean;
  /** The candidate fails users while its gate and Front Door's probes see nothing. */
  readonly failings: boolean;
  /** Some requests take minutes. */
  readonly slowRequests: boolean;
  /** Front Door freezes and thaws. */
  readonly freezes: boolean;
  /** Writes hang and have their effect later, one at a time. */
  readonly lateWrites: boolean;
  /** Azure refuses to stop a cluster, for good. */
  readonly refusals: boolean;
  /** Evidence grows old: a wait, a pause, a halt, a freeze or a 429 comes between taking it and acting on it. */
  readonly aging: boolean;
  /** People pause and resume. */
  readonly pauses: boolean;
  /** Verdicts come from a watch that looks when it looks, not from a story that sees all at once. */
  readonly watched: boolean;
  /** How often somebody else's hand changes the router. */
  readonly hands: number;
  /** How many instances die for good, where a watch can take over from them. */
  readonly deaths: number;
  /** Processes die for good, and this many operations may be started besides the first. */
  readonly starts: number;
}

/** The watch of an operation. */
export const watchOf = ({ watches }: World, id: OperationId | null | undefined): Watch | undefined =>
  watches.find((watch) => watch.of === id);

export const hasEnded = (operation: Operation): boolean => operation.outcome !== null;

export const candidateOf = (operation: Operation): Color => operation.candidate ?? "green";

/** The environment that the operation found users on. */
export const previousOf = (operation: Operation): Color => otherColor(candidateOf(operation));

export const isRunning = (world: World, color: Color): boolean => world.clusters[color].power === "running";

/** It would answer users well now, whatever its gate says. */
export const isWell = (world: World, color: Color): boolean =>
  isRunning(world, color) && world.clusters[color].health === "well";

export const withCluster = (world: World, color: Color, change: Partial<Cluster>): World => ({
  ...world,
  clusters: { ...world.clusters, [color]: { ...world.clusters[color], ...change } },
});

export const withOperation = (world: World, operation: Operation, change: Partial<Operation>): World => ({
  ...world,
  operations: world.operations.map((one) => (one === operation ? { ...one, ...change } : one)),
});
