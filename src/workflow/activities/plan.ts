import type { Plan, PlanRequest } from "../../domain/upgrade/plan.ts";
import { findPlan } from "../requests/find-plan.ts";
import type { Step } from "../step.ts";
import { rememberForms } from "./drift.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

export const planOperation: Step<PairRef & { request: PlanRequest }, Plan> = {
  name: "planOperation",
  // what people read of a plan the story does not need, and what it is told is kept in its history
  run: async (ports, { request, at, ...ref }) => {
    const { operationId } = ref;
    const plan = await findPlan(ports, await pairOf(ports, ref), { ...request, at });
    if (operationId !== undefined) await rememberForms(ports, { ...ref, operationId });
    return { ...plan, steps: [], differences: [], attached: [], doubleRun: [] };
  },
};
