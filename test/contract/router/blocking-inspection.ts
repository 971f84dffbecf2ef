import type { Pair } from "../../../src/domain/environment/pair.ts";
import type { RouterInspection } from "../../../src/domain/upgrade/inspection.ts";
import { inspectionFindings } from "../../../src/domain/upgrade/readiness-findings.ts";

/** What an inspection has against an upgrade; warnings are for people. */
export const blockingInspection = (pair: Pair, inspection: RouterInspection): readonly string[] =>
  inspectionFindings(pair, inspection)
    .filter((finding) => finding.severity === "blocking")
    .map((finding) => finding.code);
