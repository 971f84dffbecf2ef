import type { CopiedKind } from "../../domain/upgrade/attached.ts";
import { comparedOf, type Compared } from "../../domain/upgrade/comparison.ts";
import type { Color } from "../../domain/environment/pair.ts";
import type { Begun, Cluster } from "../ports.ts";
import type { Step } from "../step.ts";
import { writingStep, type Owner } from "./ownership.ts";
import { pairOf, type PairRef } from "./pair-of.ts";

interface Candidate {
  readonly version: string;
  readonly pools: readonly string[];
  /** What it has to have before the first hop and has not. */
  readonly lack: string | null;
}

/** Asked before the first hop, so that a fault of the copy and a fault of the upgrade are told apart. */
export const readCandidate: Step<
  PairRef & {
    active: Color;
    candidate: Color;
    isUpgrade: boolean;
    /** Failed pools are resumed by the climb. */
    isMended: boolean;
  },
  Candidate
> = {
  name: "readCandidate",
  run: async (ports, { active, candidate, isUpgrade, isMended, ...ref }) => {
    const { environments } = await pairOf(ports, ref);
    const [one, other] = await Promise.all([
      ports.clusters.find(environments[candidate].clusterId),
      ports.clusters.find(environments[active].clusterId),
    ]);
    // what is kept as the way back is taken as it is: it need not know a pool that the active got later
    const lack = whatIsMissing(one, isUpgrade ? other : undefined, isMended);
    return { version: one?.version ?? "", pools: one?.pools.map(({ name }) => name) ?? [], lack };
  },
};

function whatIsMissing(
  cluster: Cluster | undefined,
  active: Cluster | undefined,
  isMended: boolean,
): string | null {
  if (cluster === undefined) return "it is not there";
  if (cluster.powerState !== "Running") return "it is not running";
  // a pool that its owner keeps stopped stays so
  const mayStandStill = (name: string): boolean =>
    active?.pools.find((pool) => pool.name === name)?.powerState !== "Running";
  const sick = cluster.pools.find(
    ({ name, provisioningState, powerState }) =>
      (provisioningState !== "Succeeded" && !(isMended && provisioningState === "Failed")) ||
      (powerState !== "Running" && !mayStandStill(name)),
  );
  if (sick !== undefined) return `its pool ${sick.name} is ${sick.provisioningState}, ${sick.powerState}`;
  const names = new Set(cluster.pools.map((pool) => pool.name));
  const absent = active?.pools.find((pool) => !names.has(pool.name));
  return absent === undefined ? null : `the active cluster's pool ${absent.name} is missing in it`;
}

interface Inspection {
  /** null: one of the two clusters is absent. */
  readonly compared: Compared | null;
  /** What hangs on the active cluster and not on its new copy. */
  readonly lacks: readonly CopiedKind[];
}

/** `isNew`: the candidate was built just now; a kept one has what its owner has given it. */
export const inspectCopy: Step<PairRef & { active: Color; candidate: Color; isNew: boolean }, Inspection> = {
  name: "inspectCopy",
  run: async (ports, { active, candidate, isNew, ...ref }) => {
    const pair = await pairOf(ports, ref);
    const [from, to] = [pair.environments[active].clusterId, pair.environments[candidate].clusterId];
    const overrides = pair.overrides?.[candidate] ?? {};
    const [differences, lacks] = await Promise.all([
      ports.clusters.compare({ active: from, candidate: to, overrides }),
      isNew ? ports.clusters.lackingAttached({ from, to }) : [],
    ]);
    return { compared: differences === undefined ? null : comparedOf(differences), lacks };
  },
};

/** What hangs on the active cluster and is not in its body, one kind at a time. */
export const beginCopyAttached: Step<{ owner: Owner; from: Color; to: Color; kind: CopiedKind }, Begun> =
  writingStep("beginCopyAttached", async (ports, { owner, from, to, kind }) => {
    const { environments } = await pairOf(ports, owner);
    const sides = { from: environments[from].clusterId, to: environments[to].clusterId };
    return ports.clusters.beginCopyAttached({ ...sides, kind });
  });
