import type { Color, Pair } from "../../domain/environment/pair.ts";
import { mayChange, mayChangeRunning } from "../../domain/guards/candidate.ts";
import { mayStop } from "../../domain/guards/stop.ts";
import type { Begun, Cluster, Handle, OfferedVersion, Ports, Progress } from "../ports.ts";
import type { Step } from "../step.ts";
import { copyOrderOf } from "./copy-order.ts";
import { obey } from "./guarded.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf, type PairRef } from "./pair-of.ts";
import { quietNow } from "./traffic.ts";

interface OneCluster {
  readonly owner: Owner;
  readonly color: Color;
}

interface ChangedCluster extends OneCluster {
  readonly expectsTraffic: boolean;
}

export const readCluster: Step<PairRef & { color: Color }, Cluster | null> = {
  name: "readCluster",
  run: async (ports, { color, ...ref }) => (await find(ports, await pairOf(ports, ref), color)) ?? null,
};

export const readUpgradeTargets: Step<PairRef & { color: Color }, readonly OfferedVersion[]> = {
  name: "readUpgradeTargets",
  run: async (ports, { color, ...ref }) =>
    ports.clusters.upgradeTargets(idOf(await pairOf(ports, ref), color)),
};

const idOf = (pair: Pair, color: Color): string => pair.environments[color].clusterId;

const find = async (ports: Ports, pair: Pair, color: Color) => ports.clusters.find(idOf(pair, color));

/** A write that would disturb users if they were there: asked of the router at the write itself. */
const changingStep = <Input extends ChangedCluster>(
  name: string,
  what: string,
  write: (ports: Ports, pair: Pair, input: Input) => Promise<Begun>,
): Step<Input, Begun> =>
  writingStep(name, async (ports, input) => {
    const { owner, color, expectsTraffic, at } = input;
    const pair = await pairOf(ports, owner);
    const isRunning = (await find(ports, pair, color))?.powerState === "Running";
    const quiet = isRunning ? await quietNow(ports, pair, { color, at }).catch(() => null) : null;
    const router = await ports.router.read(pair);
    const facts = { color, router, quiet, expectsTraffic, now: at };
    const answer = isRunning ? mayChangeRunning(what, facts) : mayChange(what, facts);
    obey(answer, { what: `written (${name})`, resource: idOf(pair, color) });
    return write(ports, pair, input);
  });

export const beginCopy: Step<ChangedCluster & { from: Color; version: string }, Begun> = changingStep(
  "beginCopy",
  "the building",
  async (ports, pair, { owner, color, from, version }) =>
    ports.clusters.beginCopy({
      ...copyOrderOf(pair, { from, to: color, version }),
      operationId: owner.operationId,
    }),
);

export const beginStart: Step<OneCluster, Begun> = writingStep(
  "beginStart",
  async (ports, { owner, color }) => ports.clusters.beginStart(idOf(await pairOf(ports, owner), color)),
);

/**
 * Stops a cluster, whoever asks: never one that users are on, that anything enabled leads to, or that is not proven
 * quiet now.
 */
export const beginStop: Step<ChangedCluster, Begun> = writingStep(
  "beginStop",
  async (ports, { owner, color, expectsTraffic, at }) => {
    const pair = await pairOf(ports, owner);
    const cluster = await find(ports, pair, color);
    if (cluster === undefined || cluster.powerState === "Stopped") return { kind: "done" };
    const quiet = await quietNow(ports, pair, { color, at }).catch(() => null);
    // read last, right before the write
    const router = await ports.router.read(pair);
    obey(mayStop({ color, router, quiet, expectsTraffic, now: at }), {
      what: `stopping ${color}`,
      resource: idOf(pair, color),
    });
    return ports.clusters.beginStop(idOf(pair, color));
  },
);

export const beginTag: Step<OneCluster & { tags: Readonly<Record<string, string | null>> }, Begun> =
  writingStep("beginTag", async (ports, { owner, color, tags }) =>
    ports.clusters.beginTag(idOf(await pairOf(ports, owner), color), tags),
  );

export const beginUpgradeControlPlane: Step<ChangedCluster & { version: string }, Begun> = changingStep(
  "beginUpgradeControlPlane",
  "the upgrade",
  async (ports, pair, { color, version }) =>
    ports.clusters.beginUpgradeControlPlane(idOf(pair, color), version),
);

export const beginUpgradePool: Step<ChangedCluster & { pool: string; version: string }, Begun> = changingStep(
  "beginUpgradePool",
  "the upgrade",
  async (ports, pair, { color, pool, version }) =>
    ports.clusters.beginUpgradePool(idOf(pair, color), pool, version),
);

export const pollCluster: Step<PairRef & { handle: Handle }, Progress> = {
  name: "pollCluster",
  run: async (ports, { handle }) => ports.clusters.poll(handle),
};
