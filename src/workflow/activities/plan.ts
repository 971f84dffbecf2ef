import type { Plan, PlanWish } from "../../domain/upgrade/plan.ts";
import { findPlan } from "../requests/find-plan.ts";
import type { Step } from "../step.ts";
import { pairOf } from "./pair-of.ts";

export const planOperation: Step<{ pair: string; wish: PlanWish }, Plan> = {
  name: "planOperation",
  run: async (ports, { pair, wish }) => findPlan(ports, pairOf(ports, pair), wish),
};
