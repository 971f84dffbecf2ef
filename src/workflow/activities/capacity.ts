import type { Color } from "../../domain/environment/pair.ts";
import type { Begun } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";

/** While users may have to come back, the environment they left must not shrink: its pool minima go up to the live counts. */
export const beginHoldCapacity: Step<{ owner: Owner; color: Color }, Begun> = writingStep(
  "beginHoldCapacity",
  async (ports, { owner, color }) =>
    ports.clusters.beginHoldCapacity((await pairOf(ports, owner)).environments[color].clusterId),
);

export const beginRestoreCapacity: Step<{ owner: Owner; color: Color }, Begun> = writingStep(
  "beginRestoreCapacity",
  async (ports, { owner, color }) =>
    ports.clusters.beginRestoreCapacity((await pairOf(ports, owner)).environments[color].clusterId),
);
