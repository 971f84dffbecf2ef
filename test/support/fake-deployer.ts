import { otherColor, type Color } from "../../src/domain/environment/pair.ts";
import type { Deployer, Handle } from "../../src/workflow/ports.ts";

interface Deployed {
  /** What it is told to have, and what it has. null: nothing was ever deployed. */
  told: string | null;
  has: string | null;
}

/** Workloads in memory, in both colors at one release until somebody says otherwise. */
export interface FakeDeployer {
  readonly deployer: Deployer;
  readonly on: Readonly<Record<Color, Deployed>>;
  readonly stopped: Set<Color>;
  readonly writes: Color[];
  /** What was written is done; the cluster has not followed yet. */
  end(): void;
  /** Every cluster has what it is told to have. */
  follow(): void;
}

export function fakeDeployer(): FakeDeployer {
  const on = { blue: { told: "main", has: "main" }, green: { told: "main", has: "main" } } as Record<
    Color,
    Deployed
  >;
  const stopped = new Set<Color>();
  const writes: Color[] = [];
  const underWay = new Set<string>();
  const end = () => underWay.clear();
  const deployer: Deployer = {
    begin: async (_pair, { from, to }) => {
      const handle: Handle = { resourceId: `workloads/${to}` };
      if (underWay.has(handle.resourceId)) return { kind: "begun", handle };
      if (on[to].told === on[from].told) return { kind: "done" };
      on[to].told = on[from].told;
      writes.push(to);
      underWay.add(handle.resourceId);
      return { kind: "begun", handle };
    },
    state: async (_pair, color) => {
      const [own, other] = [on[color], otherColor(color)];
      if (own.has === null) return { ready: false, waitingFor: "workloads" };
      const isAsOther = own.has === on[other].has || stopped.has(other);
      if (isAsOther) return { ready: true, waitingFor: "" };
      return {
        ready: false,
        waitingFor: `workloads (at ${own.has}, ${other} at ${on[other].has ?? "none"})`,
      };
    },
    poll: async ({ resourceId }) =>
      underWay.has(resourceId) ? { kind: "running", retryAfterSeconds: 30 } : { kind: "succeeded" },
  };
  const follow = () => {
    end();
    for (const deployed of Object.values(on)) deployed.has = deployed.told;
  };
  return { deployer, on, stopped, writes, end, follow };
}
