import { plantedIn, type PlantedByPatch } from "../planted.ts";

const suites = ["test/domain/version-findings.test.ts", "test/domain/plan.test.ts"] as const;
const inFindings = plantedIn("src/domain/upgrade/version-findings.ts", ...suites);
const inVersions = plantedIn("src/domain/environment/versions.ts", ...suites);
const inCalendar = plantedIn("src/domain/environment/support-calendar.ts", ...suites);

/** A version is taken for good that is not. */
export const bugsOfVersions: readonly PlantedByPatch[] = [
  inFindings(
    "a pool may be four minors behind",
    "const mostMinorsBehind = 3;",
    "const mostMinorsBehind = 4;",
  ),
  inVersions(
    "an older version is minors away, too",
    "return Math.max(0, high.minor - low.minor);",
    "return Math.abs(high.minor - low.minor);",
  ),
  inCalendar(
    "a preview is asked of the calendar",
    "offered.filter(({ isPreview }) => !isPreview)",
    "offered.filter(() => true)",
  ),
  inCalendar("a calendar of a year ago is relied on", "stalesAfterDays = 180", "stalesAfterDays = 365"),
  inCalendar(
    "what only long-term support has a date for is taken for unknown",
    "Object.values(endOfSupport).flatMap((dates) => Object.keys(dates))",
    "Object.keys(endOfSupport.KubernetesOfficial).slice(1)",
  ),
  inFindings(
    "a copy's stopped pools are taken for climbing",
    "from.stoppedPools.map(({ name }) => ({ name, version: build }))",
    "[]",
  ),
];
