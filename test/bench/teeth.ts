import { caughtBy, plantedBugs } from "../model/planted-bugs.ts";
import type { Bench } from "./bench-shape.ts";

/** Bugs planted in the protocol, and what catches each. */
export const teeth: Bench = {
  about: `${plantedBugs.length} bugs planted in the swap protocol, each looked for from every side by the model.
            Writes {"bugs":[{"name","caughtBy"}]}.`,
  measure: async (_seed, tell) => {
    const bugs = plantedBugs.map((bug) => {
      const caught = caughtBy(bug);
      tell(`${bug.name.padEnd(75)} ${caught ?? "survived"}`);
      return { name: bug.name, caughtBy: caught };
    });
    const survivors = bugs.filter((bug) => bug.caughtBy === null);
    return { bugs, objections: survivors.map(({ name }) => `nobody has noticed: ${name}`) };
  },
};
