import type { Pair } from "../environment/pair.ts";
import { propagationMinutes } from "../swap/traffic.ts";
import type { OperationKind } from "./pair-record.ts";
import type { Phase } from "./phases.ts";

export interface PlanStep {
  readonly phase: Phase;
  readonly what: string;
  readonly expectedMinutes: number;
}

/** Medians of what AKS and Front Door take; a plan says what to expect, never when to give up. */
export const expected = {
  create: 12,
  start: 5,
  hopControlPlane: 10,
  hopPools: 12,
  deploy: 8,
  stop: 4,
  arrival: 25,
} as const;

export function stepsOf(
  pair: Pair,
  kind: OperationKind,
  size: { kept: boolean; hops: number; isEscape: boolean },
): readonly PlanStep[] {
  const build = size.kept ? "start the kept environment" : "create a copy of the active cluster";
  const climbing = size.hops * (expected.hopControlPlane + expected.hopPools);
  const beforeVerifying = (size.kept ? expected.start : expected.create) + climbing + expected.deploy;
  const steps: PlanStep[] = [
    { phase: "planning", what: "read clusters, versions and routes", expectedMinutes: 1 },
    {
      phase: "building",
      what: `enable the standby entry, ${build}`,
      expectedMinutes: size.kept ? expected.start : expected.create,
    },
    {
      phase: "upgrading",
      what: `climb ${size.hops} version(s), control plane then pools`,
      expectedMinutes: climbing,
    },
    {
      phase: "deploying",
      what: `bring the workloads over by ${pair.deployer.kind}`,
      expectedMinutes: expected.deploy,
    },
    {
      phase: "verifying",
      what: `prove it at its origin and its preview endpoint; wait until the standby entry is ${propagationMinutes} minutes old`,
      expectedMinutes: size.isEscape ? 8 : Math.max(8, propagationMinutes - beforeVerifying),
    },
    {
      phase: "swapping",
      what: "one write of the users' route, then arrival",
      expectedMinutes: expected.arrival,
    },
    {
      phase: "soaking",
      what: "watch, the previous environment kept warm",
      expectedMinutes: pair.soakMinutes,
    },
    {
      phase: "retiring",
      what: `disable the previous's entry, wait ${propagationMinutes} minutes and for quiet, then ${pair.retire === "stop" ? "stop it" : "keep it running (it goes on costing)"}`,
      expectedMinutes: propagationMinutes + pair.quietMinutes + expected.stop,
    },
  ];
  return kind === "upgrade"
    ? steps
    : steps.filter((step) => step.phase !== "upgrading" && step.phase !== "deploying");
}
