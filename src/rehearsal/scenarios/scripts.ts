import { hasEnded, type Stage } from "../scenario.ts";

/** One event about blue, and nothing else from outside. */
export async function upgradeBlue(stage: Stage): Promise<void> {
  await stage.deliver("blue", 1);
  await stage.until(hasEnded);
}
