import { mayRetire, mayShare, mayStage, maySwap, type MoveEvidence } from "../../domain/guards/move-users.ts";
import { go, type GuardAnswer } from "../../domain/guards/guard.ts";
import { mayTakeBack, type TakeBackFacts } from "../../domain/guards/take-back.ts";
import { otherColor, type Pair } from "../../domain/environment/pair.ts";
import type { Evidence } from "../../domain/evidence/evidence.ts";
import type { VerdictKind } from "../../domain/probing/verdict.ts";
import type { RouterState } from "../../domain/swap/layout.ts";
import { nextWrite, type RouterChange } from "../../domain/swap/protocol.ts";
import type { Begun, Cluster, Handle, Ports, Progress } from "../ports.ts";
import type { Step, Timed } from "../step.ts";
import { obey } from "./guarded.ts";
import { healthOf } from "./origin-health.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

export const readRouter: Step<PairRef, RouterState> = {
  name: "readRouter",
  run: async (ports, ref) => ports.router.read(await pairOf(ports, ref)),
};

/** What a write of the router may be decided by; the guard of that write takes of it what it needs. */
export interface ChangeOrder {
  readonly owner: Owner;
  readonly change: RouterChange;
  readonly evidence: MoveEvidence;
  /** Our own looks at the way back, for a write that takes users there. */
  readonly wayBack: Evidence<VerdictKind> | null;
  /** The environment that users leave is sick or gone. */
  readonly isEscape: boolean;
  /** The router as the run knows it: enough to take users back where it cannot be read. */
  readonly known: RouterState | null;
}

/**
 * Read, compare, ask the guard, write: one write nearer to the change, or `done` when it is made and nothing is under
 * way. One write is in flight at a time, for the next would only queue; the way back alone waits for nothing.
 */
export const beginRouterChange: Step<ChangeOrder, Begun> = writingStep(
  "beginRouterChange",
  async (ports, order) => {
    const { owner, change } = order;
    const pair = await pairOf(ports, owner);
    const router = await readOrKnown(ports, pair, order);
    const write = nextWrite(router, change);
    if (router.underWay !== null && (write === undefined || change.step !== "rollBack"))
      return { kind: "begun", handle: { resourceId: router.underWay } };
    if (write === undefined) return { kind: "done" };
    const what = `writing the router (${change.step})`;
    obey(await guardOf(ports, pair, { ...order, router }), { what, resource: `the router of ${pair.name}` });
    return { kind: "begun", handle: await ports.router.begin(pair, write) };
  },
);

/** Whoever takes users back knows enough of the router from before, should the control plane not be readable. */
async function readOrKnown(ports: Ports, pair: Pair, order: ChangeOrder): Promise<RouterState> {
  const { known, change } = order;
  if (change.step !== "rollBack" || known === null) return ports.router.read(pair);
  return ports.router.read(pair).catch(() => known);
}

async function guardOf(
  ports: Ports,
  pair: Pair,
  order: Timed<ChangeOrder> & { readonly router: RouterState },
): Promise<GuardAnswer> {
  const { change, router, evidence, isEscape, at: now } = order;
  const { step, candidate } = change;
  switch (step) {
    case "stage":
      return mayStage({ router, candidate });
    case "prepare":
      // in the shared group the first share is prepared where users are: by weights that change nothing yet
      return router.routedGroup === "shared" ? go : mayStage({ router, candidate });
    case "swap": {
      const gate = await ports.gates.ask(pair, candidate);
      const health = await healthOf(ports, pair, { color: candidate, at: now });
      return maySwap({ ...evidence, router, candidate, gate, health, isEscape, now });
    }
    case "share":
      return mayShare({ ...evidence, candidate, now });
    case "retire":
      return mayRetire({ ...evidence, router, candidate, isEscape, now });
    case "rollBack":
      return wayBackGuard(ports, pair, order);
    default:
      return step satisfies never;
  }
}

/** Never led to an environment that is stopped, nor to one that nobody has seen well. */
async function wayBackGuard(ports: Ports, pair: Pair, order: Timed<ChangeOrder>): Promise<GuardAnswer> {
  const color = otherColor(order.change.candidate);
  const [cluster, gate, health] = await Promise.all([
    ports.clusters.find(pair.environments[color].clusterId).catch(() => null),
    ports.gates.ask(pair, color).catch(() => null),
    healthOf(ports, pair, { color, at: order.at }),
  ]);
  return mayTakeBack({
    color,
    powerState: powerStateOf(cluster),
    gate,
    health,
    own: order.wayBack,
    now: order.at,
  });
}

/** A cluster that is being stopped still calls itself running. */
function powerStateOf(cluster: Cluster | null | undefined): TakeBackFacts["powerState"] {
  if (cluster === undefined) return "absent";
  if (cluster === null) return null;
  return cluster.provisioningState === "Stopping" ? "Stopped" : cluster.powerState;
}

export const pollRouter: Step<PairRef & { handle: Handle }, Progress> = {
  name: "pollRouter",
  run: async (ports, { handle }) => ports.router.poll(handle),
};

/** Who else wrote to the router; an empty list when the activity log cannot be read: it only helps a person. */
export const readWriters: Step<PairRef & { since: string }, readonly string[]> = {
  name: "readWriters",
  run: async (ports, { since, ...ref }) =>
    ports.router.writersSince(await pairOf(ports, ref), since).catch(() => []),
};
