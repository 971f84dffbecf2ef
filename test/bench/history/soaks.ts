import { lookAround, type LookOrder } from "../../../src/workflow/activities/watching.ts";
import type { OrchestrationContext, Story } from "../../../src/workflow/durable.ts";
import { aCluster } from "../../support/a-cluster.ts";
import { aPair } from "../../support/a-pair.ts";
import { aRouter } from "../../support/a-router.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { Stage } from "../../support/stage.ts";

export interface Largest {
  /** The most events and the most bytes that one execution of any instance has had. */
  readonly events: number;
  readonly bytes: number;
}

export type Soak = (days: number) => Promise<Largest>;

/** A whole upgrade with that soak: our orchestrators, their children, and their beginning anew. */
export const ours: Soak = async (days) => {
  const { ports } = fakeAzure(aPair({ soakMinutes: days * 24 * 60 }));
  const stage = new Stage(ports, undefined, { weighs: true });
  const { outcome } = await stage.play("upgrade");
  if (outcome !== "completed") throw new Error(`the upgrade has ${outcome}`);
  return largestOf(stage);
};

const lookEverySeconds = 60;

/** One instance looks around for the whole soak: no child, no beginning anew, and four times fewer looks than ours. */
export const oneInstance: Soak = async (days) => {
  const azure = fakeAzure(aPair());
  azure.clusters.green = aCluster("green");
  azure.router = aRouter("green");
  function* looking(context: OrchestrationContext): Story<void> {
    const order = context.df.getInput<LookOrder>();
    const endsAt = context.df.currentUtcDateTime.getTime() + days * 86_400_000;
    while (context.df.currentUtcDateTime.getTime() < endsAt) {
      yield context.df.callActivity(lookAround.name, order);
      const due = context.df.currentUtcDateTime.getTime() + lookEverySeconds * 1000;
      yield context.df.createTimer(new Date(due));
    }
  }
  const stage = new Stage(azure.ports, undefined, { weighs: true, stories: { watch: looking } });
  const owner = { pair: "shop", operationId: "shop-1-upgrade", epoch: 1 };
  await stage.run("watch", "one-instance", { owner, candidate: "green", ways: "watch", asksMetrics: true });
  return largestOf(stage);
};

const largestOf = ({ histories }: Stage): Largest => ({
  events: Math.max(...[...histories.values()].map((history) => history.events)),
  bytes: Math.max(...[...histories.values()].map((history) => history.bytes)),
});
