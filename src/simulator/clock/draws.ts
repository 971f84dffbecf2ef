import { createHash } from "node:crypto";
import type { Draw } from "../joints.ts";

/** Hash-based draws: the n-th draw of one kind for one resource is the same whatever else was drawn before. */
export function drawsOf(seed: number): Draw {
  const counts = new Map<string, number>();
  return (what, resourceId) => {
    const key = `${what}|${resourceId.toLowerCase()}`;
    const n = counts.get(key) ?? 0;
    counts.set(key, n + 1);
    const digest = createHash("sha256").update(`${seed}|${key}|${n}`).digest();
    return digest.readUIntBE(0, 6) / 2 ** 48;
  };
}
