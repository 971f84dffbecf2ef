import { entryOf } from "../../src/domain/swap/layout.ts";
import { nextWrite, type RouterChange, type RouterWrite } from "../../src/domain/swap/protocol.ts";
import type { StepName } from "./step-names.ts";
import { goOn, type Step } from "./story-parts.ts";

/** A step that does nothing and goes on. */
export const skip = (phase: Step["phase"], next: StepName): Step => ({
  phase,
  changes: (scene) => [goOn(scene, next)],
});

/** The protocol's writes, but for one step. */
export const writes =
  (step: RouterChange["step"], other: (change: RouterChange) => RouterWrite): typeof nextWrite =>
  (router, change) => {
    if (change.step !== step) return nextWrite(router, change);
    const write = other(change);
    const entry = write.kind === "entry" ? entryOf(router.groups[write.group], write.origin) : undefined;
    const isDone = write.kind === "entry" && entry?.enabled === write.set.enabled;
    return isDone ? undefined : write;
  };
