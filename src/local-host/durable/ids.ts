import { createHash } from "node:crypto";

/** An id that is the same whenever the same things happen in the same order, so that a run can be repeated. */
export function hexId(...parts: readonly (string | number)[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

export function guid(...parts: readonly (string | number)[]): string {
  const hex = hexId(...parts);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
