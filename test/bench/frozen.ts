import type { Bench } from "./bench-shape.ts";
import { frozenRollback, refusals, type FrozenEnd } from "./frozen/frozen-rollback.ts";

interface Arm {
  readonly name: string;
  readonly rollbacks: number;
  readonly usersBack: number;
  readonly interlocksBroken: number;
  readonly refusedWrites: number;
}

/** Without the lever every single one takes the whole week, so fewer of them show it. */
const [rollbacks, rollbacksWithoutLever] = [1_000, 100];

/** Rollbacks while Front Door's control plane refuses every write for a week. */
export const frozen: Bench = {
  about: `1 000 seeded rollbacks while every Front Door write is refused (${refusals.join(", ")}) for seven virtual days:
            by lever and route, and ${rollbacksWithoutLever} by the route alone.
            An arm is {"name","rollbacks","usersBack","interlocksBroken","refusedWrites"}.`,
  measure: async (seed, tell) => {
    const arms: Arm[] = [];
    for (const { name, hasLever, count } of [
      { name: "lever", hasLever: true, count: rollbacks },
      { name: "configuration-only", hasLever: false, count: rollbacksWithoutLever },
    ]) {
      const ends: FrozenEnd[] = [];
      for (let nth = 0; nth < count; nth += 1)
        ends.push(await frozenRollback(Number(seed), { nth, hasLever }));
      const arm = armOf(name, ends);
      tell(
        `${name.padEnd(20)} ${arm.usersBack} of ${arm.rollbacks} brought users back within the week, ${arm.interlocksBroken} interlocks broken, ${arm.refusedWrites} writes refused`,
      );
      arms.push(arm);
    }
    return { arms, objections: objectionsTo(arms) };
  },
};

const armOf = (name: string, ends: readonly FrozenEnd[]): Arm => ({
  name,
  rollbacks: ends.length,
  usersBack: ends.filter((end) => end.usersBackAfterSeconds !== null).length,
  interlocksBroken: ends.filter((end) => end.brokeInterlock).length,
  refusedWrites: ends.reduce((sum, end) => sum + end.refusedWrites, 0),
});

function objectionsTo([ours, baseline]: readonly Arm[]): readonly string[] {
  if (ours === undefined || baseline === undefined) return ["an arm is missing"];
  return [
    ...(ours.usersBack === ours.rollbacks
      ? []
      : [`${ours.rollbacks - ours.usersBack} rollbacks brought nobody back`]),
    ...(ours.interlocksBroken === 0 ? [] : [`${ours.interlocksBroken} interlocks were broken`]),
    ...(baseline.usersBack === 0 ? [] : ["a frozen Front Door moved users, so it is not frozen"]),
  ];
}
