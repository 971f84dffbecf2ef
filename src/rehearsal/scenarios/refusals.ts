import type { Scenario } from "../scenario.ts";

const nothingWritten: NonNullable<Scenario["objections"]> = ({ azure }) =>
  azure.writes.length === 0 ? [] : [`${azure.writes.length} writes were made.`];

/** A pair that is not ready: the upgrade does not begin. */
export const refusals: readonly Scenario[] = [
  {
    name: "sticky-sessions",
    sentence: "Session affinity would keep users on blue after the swap: the upgrade is refused.",
    expected: { outcome: "refused", active: "blue" },
    world: { idle: "kept", sessionAffinity: true },
    faults: [],
    script: async (stage) => stage.refused("SESSION_AFFINITY"),
    objections: nothingWritten,
  },
  {
    name: "not-ready",
    sentence:
      "Green's group is probed every four minutes, so there is no quick way back: the upgrade is refused.",
    expected: { outcome: "refused", active: "blue" },
    world: { idle: "kept" },
    faults: [],
    script: async (stage) => {
      await stage.addFault({
        kind: "foreignWrite",
        path: "originGroups/green",
        properties: { healthProbeSettings: { probeIntervalInSeconds: 240 } },
        by: "whoever laid it",
      });
      await stage.refused("PROBE_INTERVAL");
    },
  },
];
