import { afterAll, beforeAll, expect, test } from "vitest";
import { compareTurns } from "./compare-turns.ts";
import { drive } from "./drive.ts";
import { embeddedSubject } from "./embedded-subject.ts";
import { judge } from "./known-differences.ts";
import { notYet } from "./not-yet.ts";
import type { Bindings } from "./placeholders.ts";
import { prologues } from "./prologues.ts";
import { recordings } from "./recording.ts";
import type { Subject } from "./subject.ts";

let subject: Subject;
beforeAll(async () => {
  subject = await embeddedSubject();
});
afterAll(async () => subject.stop());

test.for(recordings.filter(({ name }) => !notYet.includes(name)))(
  "answers as the real host: $name",
  async (recording) => {
    const bindings: Bindings = new Map();
    const earlier = subject.turns?.().length ?? 0;
    await prologues[recording.name]?.(subject);
    const answers = await drive(recording, subject, bindings);
    await subject.settle();
    const turns = compareTurns(recording, subject.turns?.().slice(earlier) ?? [], bindings);
    expect(judge(recording.name, [...answers, ...turns]).unknown).toEqual([]);
  },
);
