import type { InvocationContext } from "@azure/functions";
import { OutsideError } from "./errors.ts";
import {
  beginCopy,
  beginRestoreAutoUpgrade,
  beginStart,
  beginStop,
  beginTag,
  beginUpgradeControlPlane,
  beginUpgradePool,
  pollCluster,
  readCluster,
  readUpgradeTargets,
} from "./activities/clusters.ts";
import { writeTwins, readMissingTwins, removeTwins } from "./activities/credentials.ts";
import { beginCopyAttached, inspectCopy, readCandidate } from "./activities/candidate.ts";
import { readAddress, writeAddress } from "./activities/addresses.ts";
import { beginHoldCapacity, beginRestoreCapacity } from "./activities/capacity.ts";
import { closeGate, openGate, readGate } from "./activities/gates.ts";
import { beginDeploy, pollDeployer, readWorkloads } from "./activities/deployer.ts";
import { findDrift } from "./activities/drift.ts";
import { appendJournal } from "./activities/journal.ts";
import { readOwnersWord, readUnfinished, terminateOwner } from "./activities/owner.ts";
import { readOwnership } from "./activities/ownership.ts";
import { keepPair, readPair } from "./activities/pair-of.ts";
import { planOperation } from "./activities/plan.ts";
import { takeSample } from "./activities/probing.ts";
import { claimPair, releasePair } from "./activities/record.ts";
import { beginRouterChange, pollRouter, readRouter, readWriters } from "./activities/router.ts";
import { readOriginTraffic, readQuiet, readTraffic } from "./activities/traffic.ts";
import { checkPairSupport, listPairs } from "./activities/versions.ts";
import { lookAround, readWatch, startWatch, turnStoryAround } from "./activities/watching.ts";
import {
  operationsOf,
  registerActivity,
  registerOrchestrator,
  type OrchestrationContext,
  type Story,
} from "./durable.ts";
import { faultLine } from "./log-lines.ts";
import { awaitNews } from "./orchestrators/await-news.ts";
import { bringBack } from "./orchestrators/bring-back.ts";
import { versionCheck } from "./orchestrators/version-check.ts";
import { rollback } from "./orchestrators/rollback.ts";
import { takeVerdict } from "./orchestrators/take-verdict.ts";
import { upgrade } from "./orchestrators/upgrade.ts";
import { watch } from "./orchestrators/watch.ts";
import { pollOperation } from "./orchestrators/poll-operation.ts";
import type { Operations, Ports } from "./ports.ts";
import type { Step, StepAnswer } from "./step.ts";

/** Every orchestrator under the name it is started by; an unknown name would hang an instance for ever. */
export const orchestrators = {
  upgrade,
  rollback,
  watch,
  bringBack,
  awaitNews,
  pollOperation,
  takeVerdict,
  versionCheck,
} as const satisfies Readonly<Record<string, (context: OrchestrationContext) => Story<unknown>>>;

/** Every activity; an unknown name would hang an instance for ever. */
export const steps: readonly Step<never, unknown>[] = [
  appendJournal,
  beginCopy,
  beginCopyAttached,
  beginDeploy,
  beginHoldCapacity,
  beginRestoreAutoUpgrade,
  beginRestoreCapacity,
  beginRouterChange,
  beginStart,
  beginStop,
  beginTag,
  beginUpgradeControlPlane,
  beginUpgradePool,
  checkPairSupport,
  claimPair,
  closeGate,
  findDrift,
  inspectCopy,
  keepPair,
  listPairs,
  lookAround,
  openGate,
  planOperation,
  pollCluster,
  pollDeployer,
  pollRouter,
  readOwnersWord,
  readAddress,
  readMissingTwins,
  readCandidate,
  readCluster,
  readGate,
  readOriginTraffic,
  readOwnership,
  readPair,
  readQuiet,
  readRouter,
  readTraffic,
  readUnfinished,
  readUpgradeTargets,
  readWatch,
  readWorkloads,
  readWriters,
  releasePair,
  startWatch,
  takeSample,
  terminateOwner,
  turnStoryAround,
  writeAddress,
  writeTwins,
  removeTwins,
];

/** Makes the story known to the Functions host. `ports` is asked at the first activity, so that loading stays cheap. */
export function registerWorkflow(
  ports: () => Ports,
  stories: Readonly<Record<string, (context: OrchestrationContext) => Story<unknown>>> = orchestrators,
  activities: readonly Step<never, unknown>[] = steps,
): void {
  for (const [name, story] of Object.entries(stories)) registerOrchestrator(name, story);
  for (const step of activities) registerStep(ports, step);
}

function registerStep(ports: () => Ports, step: Step<never, unknown>): void {
  registerActivity(step.name, async (input, context) =>
    stepAnswer(step, { ports: ports(), input, operations: operationsOf(context), log: context }),
  );
}

interface StepCall {
  readonly ports: Ports;
  readonly input: unknown;
  readonly operations: Operations;
  readonly log?: StepLog;
}

export type StepLog = Pick<InvocationContext, "log" | "error">;

/** Does one step, its trouble as an answer. */
export async function stepAnswer(step: Step<never, unknown>, given: StepCall): Promise<StepAnswer<unknown>> {
  try {
    const value = (await step.run(given.ports, given.input as never, given.operations)) ?? null;
    for (const line of step.lines?.(given.input as never) ?? []) given.log?.log(line);
    return { kind: "ok", value };
  } catch (error) {
    return { kind: "trouble", trouble: troubleOf(error, step.name, given) };
  }
}

/** Only an `OutsideError` says how to react; anything else is a fault of ours, is logged whole, and may pass. */
function troubleOf(error: unknown, step: string, { input, log }: StepCall): OutsideError["trouble"] {
  if (error instanceof OutsideError) return error.trouble;
  log?.error(faultLine(step, input), error);
  const message = error instanceof Error ? error.name : "An unknown fault.";
  return {
    reaction: "later",
    code: "UNEXPECTED",
    message,
    resource: `activity ${step}`,
    fix: "The log tells the whole error.",
  };
}
