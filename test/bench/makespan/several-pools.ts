import { propagationMinutes } from "../../../src/domain/swap/traffic.ts";
import { drawDurationMs } from "../../../src/simulator/aks/durations.ts";
import { drawsOf } from "../../../src/simulator/clock/draws.ts";
import type { JournalEntry } from "../../../src/domain/upgrade/operation.ts";
import { aCluster } from "../../support/a-cluster.ts";
import { aPair } from "../../support/a-pair.ts";
import { fakeAzure } from "../../support/fake-azure.ts";
import { Stage } from "../../support/stage.ts";

/** Three pools, and how many nodes each has: nodes are upgraded one after the other. */
const pools = { system: 3, web: 6, batch: 4 };

/** What was played: minutes of every operation until the candidate can be proven, and how long all took. */
export interface Climb {
  readonly operations: Operations;
  readonly minutes: number;
}

export interface Operations {
  readonly stage: number;
  readonly create: number;
  readonly hops: readonly { readonly controlPlane: number; readonly pools: readonly number[] }[];
}

/** One whole upgrade, and its time from the start until the candidate waits for nothing any more but its proof. */
export async function climbed(seed: string, nth: number): Promise<Climb> {
  const azure = fakeAzure(aPair());
  const [pool] = aCluster("blue").pools;
  if (pool === undefined) throw new Error("a cluster without a pool");
  const all = Object.entries(pools).map(([name, count]) => ({ ...pool, name, count }));
  azure.clusters.blue = aCluster("blue", { pools: all });
  const lengths = new Map<string, number>();
  azure.minutesOf = (write) => {
    const minutes = lengths.get(write) ?? lengthOf(write, { seed, nth });
    lengths.set(write, minutes);
    return minutes;
  };
  await new Stage(azure.ports).play("upgrade");
  const told = [...azure.documents.values()].flatMap((document) => document.journal);
  const operations = operationsIn(lengths, told);
  const at = (wanted: (entry: JournalEntry) => boolean) => Date.parse(told.find(wanted)?.at ?? "") / 60_000;
  const begun = at(({ event }) => event === "upgrade.started");
  const built = at(({ event, data }) => event === "phase.entered" && data["phase"] === "verifying");
  const aged = at(({ event }) => event === "standby.enabled") + propagationMinutes;
  return { operations, minutes: Math.max(built, aged) - begun };
}

/** As the simulator draws them; Front Door's own writes end at ARM long before the edges know of them. */
function lengthOf(write: string, { seed, nth }: { seed: string; nth: number }): number {
  const draw = drawsOf(Number(seed) * 1_000_003 + nth);
  const length = (what: Parameters<typeof drawDurationMs>[1], key = write) =>
    drawDurationMs(draw, what, key) / 60_000;
  if (write.startsWith("create ")) return length("create");
  const [, name] = /^upgrade \w+'s (\w+) /.exec(write) ?? [];
  if (name !== undefined) {
    const nodes = pools[name as keyof typeof pools];
    return Array.from({ length: nodes }, () => length("poolUpgradePerNode")).reduce((sum, one) => sum + one);
  }
  return length(write.startsWith("upgrade ") ? "upgrade" : "update");
}

function operationsIn(lengths: ReadonlyMap<string, number>, told: readonly JournalEntry[]): Operations {
  const of = (write: string): number => {
    const minutes = lengths.get(write);
    if (minutes === undefined) throw new Error(`no "${write}" among ${[...lengths.keys()].join(", ")}`);
    return minutes;
  };
  const versions = told
    .filter(({ event }) => event === "controlPlane.upgraded")
    .map(({ data }) => String(data["version"]));
  const create = [...lengths.keys()].find((write) => write.startsWith("create ")) ?? "create";
  return {
    stage: of("enable blue in group green"),
    create: of(create),
    hops: versions.map((version) => ({
      controlPlane: of(`upgrade green to ${version}`),
      pools: Object.keys(pools).map((name) => of(`upgrade green's ${name} to ${version}`)),
    })),
  };
}

/**
 * The longest path: a control plane needs the pools of the hop before (they may not fall too far behind), its pools
 * need it but not each other, and the cluster needs nothing of Front Door. Beside it the standby grows old.
 */
export function criticalPath({ stage, create, hops }: Operations): number {
  const climb = hops.reduce((sum, hop) => sum + hop.controlPlane + Math.max(...hop.pools), create);
  return Math.max(climb, stage + propagationMinutes);
}

/** One after the other, and not a second lost between them. */
export function inSequence({ stage, create, hops }: Operations): number {
  const climb = hops
    .flatMap((hop) => [hop.controlPlane, ...hop.pools])
    .reduce((sum, one) => sum + one, create);
  return stage + propagationMinutes + climb;
}
