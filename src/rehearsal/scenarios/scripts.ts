import { hasEnded, isIn, type Scenario, type SeenOperation, type Stage } from "../scenario.ts";

/** One event about blue, and nothing else from outside. */
export async function upgradeBlue(stage: Stage): Promise<void> {
  await stage.deliver("blue", 1);
  await stage.until(hasEnded);
}

/** The same, and once the upgrade is so far something is done. */
export const once =
  (isSo: (operation: SeenOperation) => boolean, act: Scenario["script"]): Scenario["script"] =>
  async (stage) => {
    await stage.deliver("blue", 1);
    await stage.until(isSo);
    await act(stage);
    await stage.until(hasEnded);
  };

/** While users are on green and the previous cluster is kept warm. */
export const whileSoaking = (act: Scenario["script"]): Scenario["script"] => once(isIn("soaking"), act);

/** After the upgrade something is done, and what that has started is followed to its end. */
export const afterwards =
  (act: Scenario["script"]): Scenario["script"] =>
  async (stage) => {
    await upgradeBlue(stage);
    await act(stage);
    await stage.until(hasEnded);
  };
