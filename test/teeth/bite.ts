import { join } from "node:path";
import { catalogue } from "./catalogue.ts";
import type { PlantedByPatch } from "./planted.ts";
import { workingCopyOf, type SuiteRun, type WorkingCopy } from "./working-copy.ts";

/** One planted bug, and what noticed it; null: nobody. */
export interface Bitten {
  readonly name: string;
  readonly where: string;
  readonly caughtBy: string | null;
}

export interface Bites {
  readonly bugs: readonly Bitten[];
  readonly objections: readonly string[];
}

const root = join(import.meta.dirname, "../..");
const copies = 2;
/** No suite of the catalogue takes a quarter of this where nothing is wrong. */
const hangsAfterMs = 60_000;
const allGreenMs = 600_000;

/**
 * Plants one bug after the other in a copy of the tree and runs the suites that ought to notice, the cheapest first.
 * Without a bug all of them are green, or nothing is proven.
 */
export async function bite(
  tell: (line: string) => void,
  bugs: readonly PlantedByPatch[] = catalogue,
): Promise<Bites> {
  const trees = Array.from({ length: copies }, () => workingCopyOf(root));
  try {
    const suites = [...new Set(bugs.flatMap((bug) => bug.caughtBy))];
    const unpatched = await trees[0]?.run(suites, allGreenMs);
    if (unpatched?.kind !== "green")
      return { bugs: [], objections: [`without any bug: ${JSON.stringify(unpatched)}`] };
    const left = [...bugs];
    const bitten: Bitten[] = [];
    const objections: string[] = [];
    const work = async (tree: WorkingCopy): Promise<void> => {
      for (let bug = left.shift(); bug !== undefined; bug = left.shift()) {
        const caughtBy = await whoCatches(tree, bug, objections);
        tell(`${bug.name.padEnd(78)} ${caughtBy ?? "survived"}`);
        bitten.push({ name: bug.name, where: bug.file, caughtBy });
      }
    };
    await Promise.all(trees.map(work));
    return { bugs: bitten, objections };
  } finally {
    for (const tree of trees) tree.remove();
  }
}

/** A run that a busy machine has ended before it said anything is made again; one that is broken is so twice. */
async function surely(tree: WorkingCopy, suite: string): Promise<SuiteRun> {
  const run = await tree.run([suite], hangsAfterMs);
  return run.kind === "broken" ? tree.run([suite], hangsAfterMs) : run;
}

async function whoCatches(
  tree: WorkingCopy,
  bug: PlantedByPatch,
  objections: string[],
): Promise<string | null> {
  if (!tree.holds(bug)) {
    objections.push(`cannot be planted in ${bug.file}: ${bug.name}`);
    return null;
  }
  return tree.withBug(bug, async () => {
    for (const suite of bug.caughtBy) {
      const run = await surely(tree, suite);
      if (run.kind === "failed") return `${suite}: ${run.by}`;
      if (run.kind === "hangs") return `${suite}: hangs`;
      if (run.kind === "broken") objections.push(`${bug.name}: ${suite} cannot be read: ${run.why}`);
    }
    return null;
  });
}
