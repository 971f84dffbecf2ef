import type { Color } from "../../src/domain/environment/pair.ts";
import { nextWrite, type RouterChange } from "../../src/domain/swap/protocol.ts";
import { writingStep, type Owner } from "../../src/workflow/activities/ownership.ts";
import { pairOf } from "../../src/workflow/activities/pair-of.ts";
import type { Begun } from "../../src/workflow/ports.ts";
import type { Step } from "../../src/workflow/step.ts";

/** The product's writes without the guards that stand before them: no story of the product could lose with those. */
export const writeCarelessly: Step<{ owner: Owner; change: RouterChange }, Begun> = writingStep(
  "writeCarelessly",
  async (ports, { owner, change }) => {
    const pair = await pairOf(ports, owner);
    const write = nextWrite(await ports.router.read(pair), change);
    return write === undefined
      ? { kind: "done" }
      : { kind: "begun", handle: await ports.router.begin(pair, write) };
  },
);

export const stopCarelessly: Step<{ owner: Owner; color: Color }, Begun> = writingStep(
  "stopCarelessly",
  async (ports, { owner, color }) =>
    ports.clusters.beginStop((await pairOf(ports, owner)).environments[color].clusterId),
);
