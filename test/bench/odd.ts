import { runOdd } from "../local-host/odd-run.ts";
import type { Bench } from "./bench-shape.ts";

const count = 2_000;

export const odd: Bench = {
  about: `an app that throws, returns and asks for what nobody expects, in its orchestrators, activities, entities, hooks
            and handlers, and is answered it from outside: its host must not end, and must go on working.
            The arm is {"name","orders","wrong"}.`,
  measure: async (seed, tell) => {
    const { wrong, orders } = await runOdd({ seed: Number(seed), count });
    tell(`${orders} odd orders: ${wrong.length} times the host did not go on`);
    return { arms: [{ name: "ours", orders, wrong: wrong.length }], objections: wrong };
  },
};
