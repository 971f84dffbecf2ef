import type { Color } from "../domain/environment/pair.ts";
import type { SeenOperation } from "./scenario.ts";

/** What each cluster runs: every upgrade takes its candidate to its target, and nothing else changes a version. */
export function versionsAfter(
  start: Readonly<Record<Color, string>>,
  operations: readonly SeenOperation[],
): Readonly<Record<Color, string>> {
  const versions = { ...start };
  for (const { kind, candidate, versions: planned } of operations) {
    if (kind === "upgrade" && candidate !== null && planned.target !== null) {
      versions[candidate] = planned.target;
    }
  }
  return versions;
}
