import { nothingWritten } from "./objections.ts";
import { probeEvery } from "./hands.ts";
import { scenariosIn } from "./rows.ts";

/** A pair that is not ready: the upgrade does not begin. */
export const refusals = scenariosIn({
  "sticky-sessions": {
    sentence: "Session affinity would keep users on blue after the swap: the upgrade is refused.",
    ends: ["refused", "blue"],
    world: { sessionAffinity: true },
    script: async (stage) => stage.refused("SESSION_AFFINITY"),
    objections: nothingWritten,
  },
  "quota-short": {
    sentence: "The region has vCPUs for one cluster and not for a second: the upgrade is refused.",
    ends: ["refused", "blue"],
    world: { idle: "absent", vCpuLimit: 20 },
    script: async (stage) => stage.refused("QUOTA_SHORT"),
    objections: nothingWritten,
  },
  "not-ready": {
    sentence:
      "Green's group is probed every four minutes, so there is no quick way back: the upgrade is refused.",
    ends: ["refused", "blue"],
    script: async (stage) => {
      const laid = { kind: "foreignWrite", by: "whoever laid it" } as const;
      await stage.addFault({ ...laid, ...probeEvery(stage.world, 240) });
      await stage.refused("PROBE_INTERVAL");
    },
  },
});
