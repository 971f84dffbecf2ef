import { createHash } from "node:crypto";
import type { AcceptedWrite } from "../simulator/joints.ts";
import { phasesOf } from "./phase-spans.ts";
import type { SeenOperation } from "./scenario.ts";

/** The fingerprint of a rehearsal: which phases began when, and what was written to Azure when. */
export function traceHashOf(operations: readonly SeenOperation[], writes: readonly AcceptedWrite[]): string {
  const lines = [
    ...operations.flatMap((operation) =>
      phasesOf(operation).map(({ phase, start }) => `phase|${operation.kind}|${phase}|${Date.parse(start)}`),
    ),
    ...writes.map(({ atMs, method, resourceId, body }) =>
      ["write", atMs, method, resourceId.toLowerCase(), JSON.stringify(sorted(body)) ?? ""].join("|"),
    ),
  ];
  const hash = createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
  return `sha256:${hash}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]));
}
