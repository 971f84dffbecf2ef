import { beginUpgradePool } from "../activities/clusters.ts";
import type { Story } from "../durable.ts";
import type { Run } from "../run.ts";
import { attempt, type Step } from "../step.ts";

type PoolOrder = typeof beginUpgradePool extends Step<infer Input, unknown> ? Input : never;

/**
 * Asks for several pools at once: AKS refuses a second operation on the same pool, not one on another pool
 * (learn.microsoft.com/azure/aks/manage-node-pools). One try each: what is refused now, and what fails, is met again
 * when each pool is carried out in turn.
 */
export function* beginTogether(run: Run, orders: readonly PoolOrder[]): Story<void> {
  if (orders.length < 2) return;
  for (const order of orders) yield* attempt(run.context, beginUpgradePool, order);
}
