/** A bug that is planted in the product by changing one place of its text. */
export interface PlantedByPatch {
  /** What is wrong then, in an operator's words. */
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Suites that notice, the cheapest first. */
  readonly caughtBy: readonly string[];
}

/** Bugs of one file that the same suites notice. */
export const plantedIn =
  (file: string, ...caughtBy: readonly string[]) =>
  (name: string, find: string, replace: string): PlantedByPatch => ({ name, file, find, replace, caughtBy });
