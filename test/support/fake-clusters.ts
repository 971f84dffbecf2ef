import { copiedKinds } from "../../src/domain/upgrade/attached.ts";
import type { Color } from "../../src/domain/environment/pair.ts";
import type { Begun, Cluster, Clusters } from "../../src/workflow/ports.ts";
import { aCluster } from "./a-cluster.ts";
import { clusterIdOf } from "./a-pair.ts";
import type { FakeAzure } from "./fake-azure.ts";
import type { LongRunningBook } from "./fake-long-running.ts";
import { absent, refusalOf } from "./fake-refusals.ts";

const offered = ["1.34.9", "1.35.5", "1.36.4"].map((version) => ({ version, isPreview: false }));

const operationTag = "bluegreen-operation";

const colorOf = (id: string): Color => (id === clusterIdOf("blue") ? "blue" : "green");

type Scripted = Pick<
  FakeAzure,
  | "attachedPlan"
  | "attachedTo"
  | "autoUpgraded"
  | "clusters"
  | "copyPlan"
  | "held"
  | "onWrite"
  | "writes"
  | "onChange"
  | "preflight"
  | "settings"
>;

interface Write {
  readonly id: string;
  /** Of one pool, beside others. */
  readonly pool?: string;
  readonly write: string;
  /** The provisioning state while it runs. */
  readonly state: string;
  readonly effect: () => void;
}

/** Two managed clusters. One write is under way at a time, or one a pool; the same one again joins it. */
export function fakeClusters(azure: Scripted, book: LongRunningBook): Clusters {
  const get = (id: string): Cluster => azure.clusters[colorOf(id)] ?? absent(id);
  const put = (id: string, change: Partial<Cluster>): void => {
    azure.clusters[colorOf(id)] = { ...get(id), ...change };
    azure.onChange();
  };
  const begin = ({ id, pool, write, state, effect }: Write): Begun => {
    const resourceId = pool === undefined ? id : `${id}/agentPools/${pool}`;
    const running =
      pool === undefined ? book.oldest(isOf(id)) : (book.runningOn(id) ?? book.runningOn(resourceId));
    if (running?.write === write) return { kind: "begun", handle: { resourceId } };
    if (running !== undefined)
      return { kind: "busy", handle: { resourceId: running.resourceId }, doing: running.write };
    azure.onWrite(write);
    azure.writes.push(write);
    const tell = (provisioningState: string): void => {
      if (azure.clusters[colorOf(id)] !== undefined) put(id, { provisioningState });
    };
    const end = (made: string) => tell(book.oldest(isOf(id)) === undefined ? made : "Upgrading");
    const done = () => {
      effect();
      end("Succeeded");
    };
    const whenFailed = () => end("Failed");
    const handle = book.begin({ write, resourceId, effect: done, whenFailed }, { queued: false });
    tell(state);
    return { kind: "begun", handle };
  };
  const power = (id: string, to: Cluster["powerState"]): Begun => {
    const verb = to === "Running" ? "start" : "stop";
    const write = `${verb} ${colorOf(id)}`;
    const running = book.runningOn(id);
    if (running === undefined && get(id).powerState === to) return { kind: "done" };
    const state = to === "Running" ? "Starting" : "Stopping";
    return begin({ id, write, state, effect: () => put(id, { powerState: to }) });
  };
  const hold = (id: string, held: boolean): Begun => {
    const color = colorOf(id);
    if (azure.held.has(color) === held || azure.clusters[color]?.powerState !== "Running")
      return { kind: "done" };
    const write = `${held ? "hold" : "restore"} the capacity of ${color}`;
    const effect = () => void (held ? azure.held.add(color) : azure.held.delete(color));
    return begin({ id, write, state: "Updating", effect });
  };
  return {
    find: async (id) => azure.clusters[colorOf(id)],
    offeredVersions: async () => offered,
    upgradeTargets: async () => offered,
    planCopy: async () => azure.copyPlan,
    planAttached: async () => azure.attachedPlan,
    lackingAttached: async () =>
      copiedKinds.filter((kind) => azure.attachedPlan.attached.some((one) => one.kind === kind)),
    beginCopyAttached: async ({ to, kind }) => {
      const write = `copy ${kind.split("/").at(-1)} to ${colorOf(to)}`;
      if (!azure.attachedPlan.attached.some((one) => one.kind === kind) || azure.attachedTo.has(write))
        return { kind: "done" };
      const effect = () => void azure.attachedTo.add(write);
      return begin({ id: to, write, state: "Updating", effect });
    },
    compare: async ({ active, candidate }) =>
      [active, candidate].every((id) => azure.clusters[colorOf(id)] !== undefined)
        ? azure.copyPlan.differences
        : undefined,
    roomFor: async () => azure.preflight.room,
    addressingFor: async () => azure.preflight.addressing,
    beginCopy: async ({ from, to, version, operationId }) => {
      const there = azure.clusters[colorOf(to)];
      if (there !== undefined) {
        if (there.tags[operationTag] !== operationId) throw refusalOf("AuthorizationFailed");
        return book.runningOn(to) === undefined
          ? { kind: "done" }
          : { kind: "begun", handle: { resourceId: to } };
      }
      const tags = { [operationTag]: operationId };
      const pools = get(from).pools.map((pool) => ({ ...pool, version }));
      const made = aCluster(colorOf(to), { version, pools, tags, provisioningState: "Creating" });
      const write = `create ${colorOf(to)} on ${version}`;
      const begun = begin({ id: to, write, state: "Creating", effect: () => undefined });
      azure.clusters[colorOf(to)] = made;
      azure.onChange();
      return begun;
    },
    beginStart: async (id) => power(id, "Running"),
    beginStop: async (id) => power(id, "Stopped"),
    beginUpgradeControlPlane: async (id, version) =>
      get(id).version === version
        ? { kind: "done" }
        : begin({
            id,
            write: `upgrade ${colorOf(id)} to ${version}`,
            state: "Upgrading",
            effect: () => put(id, { version }),
          }),
    beginUpgradePool: async (id, pool, version) => {
      const { pools } = get(id);
      if (pools.find((one) => one.name === pool)?.version === version) return { kind: "done" };
      const climbed = () => get(id).pools.map((one) => (one.name === pool ? { ...one, version } : one));
      const write = `upgrade ${colorOf(id)}'s ${pool} to ${version}`;
      return begin({ id, pool, write, state: "Upgrading", effect: () => put(id, { pools: climbed() }) });
    },
    beginHoldCapacity: async (id) => hold(id, true),
    beginRestoreCapacity: async (id) => hold(id, false),
    beginRestoreAutoUpgrade: async ({ from, to }) => {
      const [wanted, color] = [azure.autoUpgraded.has(colorOf(from)), colorOf(to)];
      if (azure.autoUpgraded.has(color) === wanted) return { kind: "done" };
      const write = `${wanted ? "begin" : "end"} auto-upgrade of ${color}`;
      const effect = () => void (wanted ? azure.autoUpgraded.add(color) : azure.autoUpgraded.delete(color));
      return begin({ id: to, write, state: "Updating", effect });
    },
    beginTag: async (id, tags) => {
      const merged = Object.fromEntries(
        Object.entries({ ...get(id).tags, ...tags }).filter(([, value]) => value !== null),
      ) as Record<string, string>;
      if (JSON.stringify(merged) === JSON.stringify(get(id).tags)) return { kind: "done" };
      return begin({
        id,
        write: `tag ${colorOf(id)}`,
        state: "Updating",
        effect: () => put(id, { tags: merged }),
      });
    },
    form: async (id) => {
      const cluster = azure.clusters[colorOf(id)];
      return cluster && { version: cluster.version, settings: azure.settings[colorOf(id)] };
    },
    poll: book.poll,
  };
}

const isOf =
  (id: string) =>
  ({ resourceId }: { readonly resourceId: string }): boolean =>
    resourceId === id || resourceId.startsWith(`${id}/`);
