import { shortSoak } from "../pair-variants.ts";
import { hasEnded, hasTold, isIn, type Scenario } from "../scenario.ts";
import { swapWrite } from "./hands.ts";
import {
  all,
  firstTold,
  greenUnseen,
  lastTold,
  minutesBetween,
  nothingFailed,
  tells,
  unless,
} from "./objections.ts";
import { scenariosIn } from "./rows.ts";
import { once } from "./scripts.ts";

/** As users have reported it (blog.joeyc.dev/posts/misleading-pdb-error, cloudnative-pg/cloudnative-pg#7346). */
const drainFailed = {
  code: "UpgradeFailed",
  message:
    "Drain node aks-system-38291-vmss000000 failed when evicting pod web-0 failed with Too Many Requests error. This is often caused by a restrictive Pod Disruption Budget (PDB) policy. See http://aka.ms/aks/debugdrainfailures. Original error: Cannot evict pod as it would violate the pod's disruption budget.. PDB debug info: shop/web-0 blocked by pdb web-pdb (MinAvailable: 1) with 0 unready pods",
};

/** From pool to pool and from version to version, with whatever Azure and others do meanwhile. */
export const hops = scenariosIn({
  "three-minors": {
    sentence: "The region offers 1.37 as well: green is built and climbs three minor versions, none skipped.",
    ends: ["completed", "green"],
    world: { idle: "absent" },
    pair: shortSoak,
    needs: ["deployer", "newest"],
    faults: [{ kind: "versionOffered", version: "1.37.1", isPreview: false }],
    objections: all(nothingFailed, (_report, operations) => {
      const climbed = (operations.at(-1)?.journal ?? [])
        .filter(({ event }) => event === "controlPlane.upgraded")
        .map(({ data }) => String(data["version"]));
      return unless(climbed.join(" ") === "1.35.5 1.36.4 1.37.1", `It climbed ${climbed.join(" ")}.`);
    }),
  },
  "out-of-support-blue": {
    sentence:
      "No cluster can be created on blue's version any more: green is built on the oldest one that is offered, and climbs from there.",
    ends: ["completed", "green"],
    world: { idle: "absent", versions: { blue: "1.33.11", green: "1.33.11" } },
    pair: shortSoak,
    needs: ["deployer", "newest"],
    objections: all(nothingFailed, (_report, operations) => {
      const built = String(firstTold(operations, "candidate.created")?.data["version"]);
      return unless(built === "1.34.8", `Green was built on ${built}.`);
    }),
  },
  "throttled-hard": {
    sentence:
      "ARM throttles reads and writes everywhere, for up to twenty minutes each: every wait is kept, and the upgrade completes.",
    ends: ["completed", "green"],
    world: { idle: "absent" },
    pair: shortSoak,
    needs: ["deployer"],
    faults: (pair) => [
      ...throttled(4, 1200, ["ManagedClusters_CreateOrUpdate", "AgentPools_CreateOrUpdate"]),
      ...throttled(3, 600, [swapWrite(pair).operation]),
      ...throttled(20, 120, ["Operations_Get"]),
    ],
    // a read that answers an event is Event Grid's to repeat, so reads are throttled once the story runs
    script: once(isIn("building"), async (stage) => {
      for (const fault of throttled(6, 300, ["ManagedClusters_Get", "ManagedClusters_GetUpgradeProfile"]))
        await stage.addFault(fault);
    }),
    objections: all(nothingFailed, ({ azure }) =>
      unless(azure.throttled >= 30, `Only ${azure.throttled} calls were throttled.`),
    ),
  },
  "foreign-operation": {
    sentence:
      "Somebody else's operation runs on green for two hours when its hop is due: it is waited out, and the upgrade completes.",
    ends: ["completed", "green"],
    pair: shortSoak,
    script: once(hasTold("candidate.started"), async (stage) => {
      // held, so that green is idle when the other hand begins
      await stage.post("pause");
      await stage.pass(30);
      await stage.addFault({ kind: "foreignOperation", color: "green", minutes: 120 });
      await stage.post("resume");
    }),
    objections: all(nothingFailed, (_report, operations) => {
      const resumed = firstTold(operations, "operation.resumed");
      const waited = minutesBetween(resumed, lastTold(operations, "pool.upgraded"));
      return unless(waited >= 120, `The hop was done ${waited} minutes after the other hand began.`);
    }),
  },
  "drain-fails": {
    sentence:
      "A budget lets no pod of green go, so its pool's upgrade fails: it is told which, and goes on once a person has mended it.",
    ends: ["completed", "green"],
    pair: shortSoak,
    faults: [{ kind: "operationFails", operation: "AgentPools_CreateOrUpdate", nth: 1, ...drainFailed }],
    script: once(isIn("paused"), async (stage) => {
      await stage.pass(90);
      await stage.post("resume");
    }),
    objections: all(
      nothingFailed,
      tells("operation.resumed", "Nobody was waited for."),
      (_report, operations) => {
        const told = JSON.stringify(firstTold(operations, "pool.drainFailed")?.data ?? {});
        return unless(told.includes('"shop/web-pdb"'), `The budget is not told: ${told}.`);
      },
    ),
  },
  "auto-upgraded-meanwhile": {
    sentence:
      "AKS upgrades blue by itself while green is verified: the run stops before the swap, says what changed, and goes on once a person takes it so.",
    ends: ["completed", "green"],
    pair: shortSoak,
    script: once(isIn("verifying"), async (stage) => {
      await stage.addFault({ kind: "foreignUpgrade", color: "blue", version: "1.35.5" });
      await stage.until(isIn("paused"));
      await stage.post("resume");
    }),
    objections: all(nothingFailed, (_report, operations) => {
      const told = JSON.stringify(firstTold(operations, "cluster.drifted")?.data ?? {});
      const isTold = told.includes('"from":"1.34.9","to":"1.35.5"');
      return [
        ...unless(isTold, `It is not told what changed: ${told}.`),
        ...unless(firstTold(operations, "operation.resumed") !== undefined, "Nobody was waited for."),
      ];
    }),
  },
  "abort-while-building": {
    sentence:
      "A person aborts while Azure builds green: blue is never touched, and green is stopped once it is there.",
    ends: ["aborted", "blue"],
    world: { idle: "absent" },
    pair: shortSoak,
    script: async (stage) => {
      await stage.deliver("blue", 1);
      await stage.until(isIn("building"));
      await stage.pass(2);
      await stage.post("abort");
      await stage.until(hasEnded);
    },
    objections: all(
      nothingFailed,
      greenUnseen,
      tells("candidate.stopped", "Green runs on."),
      blueUntouched(),
    ),
  },
});

function throttled(times: number, retryAfterSeconds: number, operations: readonly string[]) {
  return operations.map((operation) => ({
    kind: "armThrottles" as const,
    operation,
    times,
    retryAfterSeconds,
  }));
}

/** Nothing was written to the cluster that users are on. */
function blueUntouched(): NonNullable<Scenario["objections"]> {
  return ({ azure }, _operations, { clusters }) => {
    const blue = clusters.blue.toLowerCase();
    const writes = azure.writes.filter(({ resource }) => resource.toLowerCase().startsWith(blue));
    return unless(writes.length === 0, `Blue was written ${writes.length} times.`);
  };
}
