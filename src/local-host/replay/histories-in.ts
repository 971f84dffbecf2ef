import { applyRecord } from "../durable/apply-record.ts";
import { hasLostATurn } from "../durable/mid-turn-restart.ts";
import { openingEvents } from "../durable/opening-events.ts";
import type { JournalRecord } from "../durable/records.ts";
import { newState, type DurableState, type Instance } from "../durable/state.ts";
import { readJournal } from "../journal/read-journal.ts";
import type { RecordedHistory } from "./recorded-history.ts";

/** Every execution that a journal tells of, in the order of their ends. It must have been kept whole. */
export function historiesIn(journalFile: string): readonly RecordedHistory[] {
  const state = newState();
  const histories: RecordedHistory[] = [];
  const { damages } = readJournal<JournalRecord>(journalFile, (record, sequence) => {
    histories.push(...endedBy(state, record));
    applyRecord(state, record, sequence);
  });
  if (damages.length > 0) throw new Error(`${journalFile} is damaged; start the host once to mend it.`);
  for (const instance of state.instances.values()) histories.push(historyOf(instance));
  return histories.filter(({ events }) => events.length > 0 && !hasLostATurn(events));
}

/** What the record makes the state forget. */
function endedBy(state: DurableState, record: JournalRecord): readonly RecordedHistory[] {
  const forgotten = (id: string): readonly RecordedHistory[] => {
    const instance = state.instances.get(id);
    return instance === undefined ? [] : [historyOf(instance)];
  };
  if (record.kind === "folded") {
    throw new Error("The journal has been folded, and with it what has continued as new.");
  }
  if (record.kind === "purge") return record.ids.flatMap(forgotten);
  if (record.kind === "start") return forgotten(record.id);
  if (record.kind !== "turn" || record.next === undefined) return [];
  return generationOf(state, record, record.next);
}

type Turn = Extract<JournalRecord, { kind: "turn" }>;

function generationOf(
  state: DurableState,
  { id, taken, at, events }: Turn,
  { input }: NonNullable<Turn["next"]>,
): readonly RecordedHistory[] {
  const instance = state.instances.get(id);
  if (instance === undefined) return [];
  const opening = openingEvents(instance, instance.inbox.slice(0, taken), at);
  return [{ ...historyOf(instance), events: [...instance.history, ...opening, ...events], next: { input } }];
}

const historyOf = ({
  id,
  name,
  version,
  executionId,
  input,
  parent,
  history,
}: Instance): RecordedHistory => ({ id, name, version, executionId, input, parent, events: history });
