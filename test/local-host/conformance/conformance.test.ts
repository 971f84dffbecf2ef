import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { loadApp } from "../../../src/local-host/app/load-app.ts";
import { appFolder } from "./app-folder.ts";
import { compare, type Difference } from "./compare.ts";
import { earlierInstances, layDown } from "./earlier-instances.ts";
import { embeddedSubject } from "./embedded-subject.ts";
import { settingsOf } from "./host-settings.ts";
import { covering, judge, knownDifferences, type KnownDifference } from "./known-differences.ts";
import { outsideFrom, outsideSubject } from "./outside-subject.ts";
import { recordings, type Recording } from "./recording.ts";
import { runScenario } from "./run-scenario.ts";
import type { Subject } from "./subject.ts";
import { runTimers } from "./timers.ts";

const outside = outsideFrom(process.env);
const met = new Set<KnownDifference>();

/** What nobody has written down. */
function unknownOf({ name }: Recording, differences: readonly Difference[]): readonly Difference[] {
  for (const difference of differences) {
    const known = covering(name, difference);
    if (known !== undefined) met.add(known);
  }
  return judge(name, differences).unknown;
}

/** How many tries fit into 700 ms is up to the machine; our own host counts them on time that the suite moves. */
const isUpToTheMachine = ({ name }: Recording): boolean => outside !== undefined && name === "retry-timeout";

const isOfItsOwn = ({ name }: Recording): boolean =>
  name in earlierInstances || name === "timers" || name === "worker-startup";

const named = (wanted: string): Recording => {
  const recording = recordings.find(({ name }) => name === wanted);
  if (recording === undefined) throw new Error(`There is no recording "${wanted}".`);
  return recording;
};

const groups = Map.groupBy(
  recordings.filter((recording) => !isOfItsOwn(recording) && !isUpToTheMachine(recording)),
  (recording) => JSON.stringify(settingsOf(recording)),
);

test("all 93 recordings are there", () => {
  expect(recordings).toHaveLength(93);
});

for (const [text, scenarios] of groups) {
  const settings = JSON.parse(text) as Readonly<Record<string, string>>;
  const isOffered = outside === undefined || outside.start !== undefined || text === "{}";
  describe.runIf(isOffered)(`with the settings ${text}`, () => {
    let subject: Subject;
    beforeAll(async () => {
      subject =
        outside === undefined ? await embeddedSubject({ settings }) : await outsideSubject(outside, settings);
    });
    afterAll(async () => subject.stop());

    test.for(scenarios)("answers as the real host: $name", { timeout: 120_000 }, async (recording) => {
      expect(unknownOf(recording, await runScenario(recording, subject))).toEqual([]);
    });
  });
}

describe.runIf(outside === undefined)("our own host", () => {
  test.for(Object.keys(earlierInstances).map(named))(
    "answers as the real host, which held instances from before: $name",
    async (recording) => {
      const earlier = earlierInstances[recording.name]?.() ?? [];
      const subject = await embeddedSubject({
        prepare: async (stateFolder, nowMs) => layDown(earlier, { stateFolder, nowMs }),
      });
      onTestFinished(async () => subject.stop());
      expect(unknownOf(recording, await runScenario(recording, subject))).toEqual([]);
    },
  );

  test("runs its timers as the real host", async () => {
    const subject = await embeddedSubject();
    onTestFinished(async () => subject.stop());
    expect(unknownOf(named("timers"), await runTimers(named("timers"), subject))).toEqual([]);
  });

  test("finds the functions that the real host has found, in the same files", async () => {
    const { functions } = await loadApp(appFolder, () => undefined);
    for (const recorded of recordedFunctions()) {
      const own = functions.find(({ name }) => name === recorded.name);
      const bindings = Object.entries(own?.metadata.bindings ?? {});
      const actual = {
        name: own?.name,
        rawBindings: bindings.map(([name, binding]) => ({ ...binding, name })),
        scriptFile: basename(own?.entryFile ?? ""),
        directory: dirname(own?.entryFile ?? "").replace(appFolder, "APPROOT"),
      };
      expect(compare({ recorded, actual }, new Map())).toEqual([]);
    }
  });

  test("differs wherever it is written down that it does", () => {
    expect(knownDifferences.filter((known) => !met.has(known))).toEqual([]);
  });
});

interface RecordedFunction {
  readonly name: string;
  readonly rawBindings: readonly string[];
  readonly scriptFile: string;
  readonly directory: string;
}

function recordedFunctions() {
  const { metadata } = named("worker-startup") as unknown as {
    metadata: readonly [
      { functionMetadataResponse: { functionMetadataResults: readonly RecordedFunction[] } },
    ];
  };
  return metadata[0].functionMetadataResponse.functionMetadataResults.map((each) => ({
    name: each.name,
    rawBindings: each.rawBindings.map((binding) => JSON.parse(binding) as unknown),
    scriptFile: each.scriptFile,
    directory: each.directory,
  }));
}

const document = readFileSync(join(import.meta.dirname, "../../../docs/host-fidelity.md"), "utf8");

test("the document tells every known difference, and no other", () => {
  const rows = document.split("\n").filter((line) => /^\| [^|]+ \| `/.test(line));
  const told = knownDifferences.map(({ scenario, place, kind, reason }) => {
    const cells = [scenario === "any" ? "any" : `\`${scenario}\``, `\`${place}\``, kind, reason];
    return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  expect(rows).toEqual(told);
});
