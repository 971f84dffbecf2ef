import type { Plan, PlanRequest } from "../../domain/upgrade/plan.ts";
import { findPlan } from "../requests/find-plan.ts";
import type { Step } from "../step.ts";
import { pairOf } from "./pair-of.ts";

export const planOperation: Step<{ pair: string; request: PlanRequest }, Plan> = {
  name: "planOperation",
  run: async (ports, { pair, request }) => findPlan(ports, pairOf(ports, pair), request),
};
