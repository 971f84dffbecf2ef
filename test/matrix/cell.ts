import type { Pair } from "../../src/domain/environment/pair.ts";
import type { RouterState } from "../../src/domain/swap/layout.ts";
import { aPair } from "../support/a-pair.ts";
import { aRouter, aSharedRouter } from "../support/a-router.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { faultSentences, type Fault } from "./faults.ts";

/** How users are moved, and what is special about it. */
export const modes = ["full", "progressive", "origin", "locked", "frozen"] as const;
export type Mode = (typeof modes)[number];

/**
 * `upgrade`: to its end. `calledBack`: a person rolls it back while it soaks. `rollback`: the way back after it has completed.
 * `takeOver`: the owner dies in the middle, and an hour later a person rolls back. `handedBack`: somebody writes the router
 * back by hand while it soaks.
 */
export const operations = ["upgrade", "calledBack", "rollback", "takeOver", "handedBack"] as const;
export type Operation = (typeof operations)[number];

/** The phase in which an environment turns sick. */
export const sicknesses = ["never", "verifying", "swapping", "soaking", "retiring"] as const;
export type Sickness = (typeof sicknesses)[number];

/** One cell of the matrix: a story of one operation. */
export interface Cell {
  readonly mode: Mode;
  readonly operation: Operation;
  /** When the environment that users are moved to turns sick: it answers 503 to users while its gate stays open. */
  readonly candidate: Sickness;
  /** When the environment that users were on turns sick, its gate, too. */
  readonly previous: Sickness;
  readonly faults: readonly Fault[];
}

/** In an operator's words. */
export function saidOf(cell: Cell): string {
  const { mode, operation, candidate, previous, faults } = cell;
  return [
    `${operation}, ${mode}`,
    ...(candidate === "never" ? [] : [`candidate turns sick in ${candidate}`]),
    ...(previous === "never" ? [] : [`previous turns sick in ${previous}`]),
    ...faults.map(({ site, nth, kind }) => `call ${nth} of ${site} ${faultSentences[kind]}`),
  ].join("; ");
}

export const pairOf = (mode: Mode): Pair => ({
  ...aPair(),
  verdict: { samples: 5, healthyAtLeast: 4, intervalSeconds: 20 },
  soakMinutes: 20,
  ...variants[mode],
});

const sharedRouter = {
  ...aPair().router,
  kind: "frontDoor",
  mode: "origin",
  sharedGroup: "users",
} as Pair["router"];

const variants: Readonly<Record<Mode, Partial<Pair>>> = {
  full: {},
  progressive: { steps: [25, 100] },
  origin: { router: sharedRouter },
  locked: { checks: aPair().checks.map((check) => ({ ...check, via: ["preview"] })) },
  frozen: {},
};

/** From an operation's begin to its end at Azure, in minutes; anything else is done in half a minute. */
const minutes: readonly (readonly [RegExp, number])[] = [
  [/^create/, 12],
  [/^start/, 5],
  [/^stop/, 4],
  [/^upgrade/, 8],
  [/capacity/, 2],
  [/route|group/, 1.5],
];

/** An Azure whose edges learn late, one after the other. */
export function azureFor(mode: Mode): { readonly azure: FakeAzure; readonly pair: Pair } {
  const pair = pairOf(mode);
  const azure = fakeAzure(pair);
  azure.edges = [
    { afterMinutes: 2, probeSeconds: 30 },
    { afterMinutes: 8, probeSeconds: 45 },
    { afterMinutes: 20, probeSeconds: 60 },
  ];
  azure.minutesOf = (write) => minutes.find(([pattern]) => pattern.test(write))?.[1] ?? 0.5;
  if (mode === "origin") azure.router = routerOf(mode);
  azure.lockedOrigins = mode === "locked";
  return { azure, pair };
}

/** How the router lies before the upgrade, and again when a hand has written it back. */
export const routerOf = (mode: Mode): RouterState =>
  mode === "origin" ? aSharedRouter("blue") : aRouter("blue");
