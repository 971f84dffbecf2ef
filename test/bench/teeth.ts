import { caughtBy, plantedBugs } from "../model/planted-bugs.ts";
import { bite, type Bitten } from "../teeth/bite.ts";
import { catalogue } from "../teeth/catalogue.ts";
import type { Bench } from "./bench-shape.ts";

/** Bugs planted in the swap protocol and in the product's own text, and what catches each. */
export const teeth: Bench = {
  about: `${plantedBugs.length} bugs planted in the swap protocol, each looked for from every side by the model, and
            ${catalogue.length} planted by a patch in a copy of the tree, each run by the suites that ought to notice.
            Writes {"bugs":[{"name","where","caughtBy"}]}.`,
  measure: async (_seed, tell) => {
    const inModel = plantedBugs.map((bug): Bitten => {
      const caught = caughtBy(bug);
      tell(`${bug.name.padEnd(78)} ${caught ?? "survived"}`);
      return { name: bug.name, where: "test/model", caughtBy: caught };
    });
    const { bugs, objections } = await bite(tell);
    const all = [...inModel, ...bugs];
    const survivors = all.filter((bug) => bug.caughtBy === null);
    return {
      bugs: all,
      objections: [...objections, ...survivors.map(({ name }) => `nobody has noticed: ${name}`)],
    };
  },
};
