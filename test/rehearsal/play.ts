import { expect, test } from "vitest";
import type { Report } from "../../src/rehearsal/report.ts";
import type { Accepted, Beginning } from "../model/accepted.ts";
import { played, type Row } from "./played.ts";
import { rehearsed } from "./run-rehearsal.ts";
import { refusedByModel } from "./trace-of.ts";

const longestMs = 300_000;
/** What is asked of every scenario at its start and its end. */
const leastRequests = 1000;

/** One test for each row of that table. */
export function playAll(table: keyof typeof played): void {
  const rows: Readonly<Record<string, Row>> = played[table];
  for (const [scenario, { shows, report, model, words = [], also }] of Object.entries(rows))
    test(
      `${scenario}: ${shows}`,
      async () => {
        const told = await rehearsed(scenario, ...words);
        expect(told.why).toEqual([]);
        expect(refusedBy(model, told)).toBeNull();
        expect(told).toMatchObject({ ok: true, ...report });
        expect(told.requests.failedBy.swap).toBe(0);
        expect(told.requests.total).toBeGreaterThanOrEqual(leastRequests);
        expect(also?.(told) ?? []).toEqual([]);
      },
      longestMs,
    );
}

function refusedBy(model: Beginning | undefined, told: Report): Accepted["refused"] {
  if (model === undefined) return null;
  const { idle, ...beginning } = model;
  return refusedByModel(told, idle, beginning);
}
