import { runChaos } from "../local-host/chaos-run.ts";
import type { Bench } from "./bench-shape.ts";

const [kills, orchestrations] = [210, 315];

export const chaos: Bench = {
  about: `kill -9 of the embedded host at random moments, over orchestrations with entities, locks, retries, timers,
            events and children: nothing may be lost or counted twice.
            The arm is {"name","kills","orchestrations","wrong","activities","repeatedActivities",
            "restartMsMedian","restartMsMost"}.`,
  measure: async (seed, tell) => {
    const result = await runChaos({ seed: Number(seed), kills, orchestrations });
    const { wrong, activities, repeatedActivities } = result;
    const restartMs = result.restartMs.toSorted((one, other) => one - other);
    const [median = 0, most = 0] = [restartMs[Math.floor(restartMs.length / 2)], restartMs.at(-1)];
    tell(`${kills} kills over ${orchestrations} orchestrations: ${wrong.length} results or counts wrong`);
    tell(`${activities} activities ran, ${repeatedActivities} of them again because a host had died`);
    tell(`restart to serving: median ${median.toFixed(0)} ms, at most ${most.toFixed(0)} ms`);
    const arm = { name: "ours", kills, orchestrations, wrong: wrong.length, activities, repeatedActivities };
    const isSlow = most > 2_000 ? [`a restart took ${most.toFixed(0)} ms`] : [];
    return {
      arms: [{ ...arm, restartMsMedian: median, restartMsMost: most }],
      objections: [...wrong, ...isSlow],
    };
  },
};
