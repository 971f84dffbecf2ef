import type { Color } from "../../domain/environment/pair.ts";
import type { End, Scenario } from "../scenario.ts";
import { upgradeBlue } from "./scripts.ts";

/** What sets one scenario apart; the rest is as in most: green was kept, nothing goes wrong, and one event upgrades blue. */
export interface Row
  extends
    Pick<Scenario, "sentence" | "pair" | "needs" | "objections">,
    Partial<Pick<Scenario, "faults" | "script">> {
  /** How the last operation ends, and who then serves users. */
  readonly ends: readonly [End, Color];
  readonly world?: Partial<Scenario["world"]>;
}

/** By name, in the order of the table. */
export const scenariosIn = (rows: Readonly<Record<string, Row>>): readonly Scenario[] =>
  Object.entries(rows).map(
    ([
      name,
      {
        ends: [outcome, active],
        world,
        sentence,
        ...differing
      },
    ]) => ({
      name,
      sentence,
      expected: { outcome, active },
      world: { idle: "kept", ...world },
      faults: [],
      script: upgradeBlue,
      ...differing,
    }),
  );
