import { compare, isObject, type Difference } from "./compare.ts";
import type { Recording } from "./recording.ts";
import { seen } from "./seen.ts";
import { send } from "./send.ts";
import type { Subject } from "./subject.ts";

const kinds = ["t", "span", "minutely", "yearly", "manual"] as const;

/** The timers run by themselves for two minutes; after the first seconds some functions are run by hand, too. */
export async function runTimers(recording: Recording, subject: Subject): Promise<readonly Difference[]> {
  await subject.pass(19_000);
  for (const [name, body] of [
    ["manualThing", '{"input":"x"}'],
    ["tick", '{"input":""}'],
    ["yearly", "{}"],
  ] as const) {
    await send(subject, { method: "POST", path: `/admin/functions/${name}?code=MASTERKEY`, body });
  }
  await subject.pass(110_000);
  const noted = seen(subject, "tick.jsonl");
  return kinds.flatMap((kind) => {
    const recorded = of(kind, recording.seenByFunction ?? []);
    // it went on for longer than the recording
    const actual = of(kind, noted).slice(0, recorded.length);
    return compare({ recorded, actual }, new Map(), kind);
  });
}

const of = (kind: string, calls: readonly unknown[]): readonly unknown[] =>
  calls.flatMap((call) => (isObject(call) && kind in call ? [call[kind]] : []));
