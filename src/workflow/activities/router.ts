import type { RouterState } from "../../domain/swap/layout.ts";
import { nextWrite, type RouterChange } from "../../domain/swap/protocol.ts";
import type { Begun, Handle, Progress } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf } from "./pair-of.ts";

export const readRouter: Step<{ pair: string }, RouterState> = {
  name: "readRouter",
  run: async (ports, { pair }) => ports.router.read(pairOf(ports, pair)),
};

/**
 * Read, compare, write: one write nearer to the change, or `done` when it is true and nothing is under way. One write
 * is in flight at a time, for the next would only queue; the way back alone waits for nothing.
 */
export const beginRouterChange: Step<{ owner: Owner; change: RouterChange }, Begun> = writingStep(
  "beginRouterChange",
  async (ports, { owner, change }) => {
    const pair = pairOf(ports, owner.pair);
    const router = await ports.router.read(pair);
    const write = nextWrite(router, change);
    if (router.underWay !== null && (write === undefined || change.step !== "rollBack"))
      return { kind: "begun", handle: { resourceId: router.underWay } };
    return write === undefined
      ? { kind: "done" }
      : { kind: "begun", handle: await ports.router.begin(pair, write) };
  },
);

export const pollRouter: Step<{ pair: string; handle: Handle }, Progress> = {
  name: "pollRouter",
  run: async (ports, { handle }) => ports.router.poll(handle),
};

/** Who else wrote to the router; an empty list when the activity log cannot be read: it only helps a person. */
export const readWriters: Step<{ pair: string; since: string }, readonly string[]> = {
  name: "readWriters",
  run: async (ports, { pair, since }) =>
    ports.router.writersSince(pairOf(ports, pair), since).catch(() => []),
};
