import { join } from "node:path";
import type { JournalRecord } from "../../../src/local-host/durable/records.ts";
import { Journal } from "../../../src/local-host/journal/journal.ts";
import { virtualClock } from "../../../src/local-host/virtual-clock.ts";
import { isExchange, recordings } from "./recording.ts";

/**
 * What the recorded hub held from other scenarios, many of them not recorded themselves: laid down in the journal that
 * the host finds. Without it lists and purges would tell of nothing.
 */
export const earlierInstances: Readonly<Record<string, () => readonly Earlier[]>> = {
  list: () => [...listed(), ...beyondTheList],
  "purge-filter": () => [...listed(), ...beyondTheList, ...untilPurged],
  "rpc-endpoint": () => listed().slice(0, 2),
  "entity-list": () => ["eh1", "entities", "locka", "lockb", "sig"].map(entityWithState),
};

interface Earlier {
  readonly name: string;
  readonly instanceId: string;
  readonly runtimeStatus: "Running" | "Completed" | "Failed" | "Terminated";
  readonly input: unknown;
  readonly customStatus: unknown;
  readonly output: unknown;
}

/** Ids that sort as the recorded ones did. */
const ids: Readonly<Record<string, string>> = {
  "<HEX2>": "00000000000000000000000000000002",
  "<HEX3>": "00000000000000000000000000000003",
  "<HEX1>": "00000000000000000000000000000011",
  "<HEX4>": "00000000000000000000000000000044",
  "<HEX5>": "cb000000000000000000000000000005",
  "<HEX6>": "e0000000000000000000000000000006",
  "<GUID1>": "bb000000-0000-0000-0000-000000000001",
};

/** The first hundred, told in full by the recorded list. */
function listed(): readonly Earlier[] {
  const recording = recordings.find(({ name }) => name === "list");
  const exchange = recording?.exchanges.filter(isExchange).find(({ note }) => note === "bad status");
  const text = JSON.stringify(exchange?.response.body ?? []).replaceAll(
    /<(?:HEX|GUID)\d>/g,
    (name) => ids[name] ?? name,
  );
  return JSON.parse(text) as readonly Earlier[];
}

const plain = { name: "waitEvent", input: null, customStatus: { waiting: true }, output: null } as const;
const terminated = (instanceId: string): Earlier => ({
  ...plain,
  instanceId,
  runtimeStatus: "Terminated",
  output: "x",
});

/** What came behind the first hundred: one is named by a token, others by the list of those terminated. */
const beyondTheList: readonly Earlier[] = [
  { ...plain, instanceId: "sub-running", runtimeStatus: "Running" },
  { ...terminated("suspended-terminate"), output: "bye" },
  { ...terminated("terminate"), name: "parentSlow", customStatus: null, output: "not needed" },
  { ...terminated("terminate-noreason"), output: null },
  { ...terminated("wait-sdk-slow"), output: "why not" },
];

const many = (count: number, make: (place: number) => Earlier): readonly Earlier[] =>
  Array.from({ length: count }, (_nothing, place) => make(place));

/** So many more that each purge counts what it counted. */
const untilPurged: readonly Earlier[] = [
  ...many(7, (place) => ({
    ...plain,
    instanceId: `throws-${place}`,
    runtimeStatus: "Failed",
    output: "Orchestrator function 'throwsFirst' failed: immediate boom",
  })),
  ...many(22, (place) => ({
    ...plain,
    instanceId: `wait-${place}`,
    runtimeStatus: "Completed",
    output: "x",
  })),
  { ...plain, instanceId: "purge-filter-live", runtimeStatus: "Running" },
];

const states: Readonly<Record<string, string>> = {
  eh1: "5",
  entities: "6",
  locka: "1",
  lockb: "2",
  sig: "2",
};

const entityWithState = (key: string): Earlier => ({
  ...plain,
  name: `@counter@${key}`,
  instanceId: `@counter@${key}`,
  runtimeStatus: "Running",
  input: { exists: true, state: states[key], sorter: {} },
});

export async function layDown(
  earlier: readonly Earlier[],
  { stateFolder, nowMs }: { stateFolder: string; nowMs: number },
): Promise<void> {
  const journal = new Journal<JournalRecord>({
    file: join(stateFolder, "GoldenHub.jsonl"),
    clock: virtualClock(nowMs),
    replay: () => undefined,
    onDurable: () => undefined,
    onFailure: (error) => {
      throw error;
    },
  });
  for (const each of earlier) for (const record of recordsOf(each, nowMs)) journal.append(record);
  await journal.settled();
  await journal.close();
}

function recordsOf(each: Earlier, at: number): readonly JournalRecord[] {
  return each.instanceId.startsWith("@") && each.name === each.instanceId
    ? entityRecords(each, at)
    : instanceRecords(each, at);
}

const textOf = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

function instanceRecords(each: Earlier, at: number): readonly JournalRecord[] {
  const { instanceId: id, name, input, output, customStatus, runtimeStatus: status } = each;
  const executionId = `execution of ${id}`;
  const nothing = { events: [], activities: [], timers: [], children: [], messages: [] };
  const told = customStatus === null ? {} : { customStatus: JSON.stringify(customStatus) };
  return [
    { kind: "start", id, name, version: null, executionId, input: textOf(input), parent: null, at },
    { kind: "turn", id, executionId, at, taken: 1, ...nothing, status, ...told, output: textOf(output) },
  ];
}

interface EntityInput {
  readonly exists?: boolean;
  readonly state?: string;
  readonly sorter: { readonly ReceivedFromInstance?: Readonly<Record<string, unknown>> };
}

function entityRecords({ instanceId: id, input }: Earlier, at: number): readonly JournalRecord[] {
  const { exists = false, state = null, sorter } = input as EntityInput;
  const [sender] = Object.keys(sorter.ReceivedFromInstance ?? {});
  const operation = { kind: "operation", id: "1", name: "get", input: null, isSignal: true } as const;
  const sent =
    sender === undefined
      ? { sender: null }
      : {
          sender: { instanceId: sender, executionId: executionIds[sender] ?? "" },
          sentAt: new Date(at).toISOString(),
        };
  return [
    { kind: "signal", to: id, message: { ...operation, ...sent }, at },
    { kind: "entityTurn", id, at, taken: 1, exists, state, lockedBy: null, putBack: [], messages: [] },
  ];
}

const executionIds: Readonly<Record<string, string>> = {
  entities: "ee000000-0000-0000-0000-000000000002",
  lock: "ee000000-0000-0000-0000-000000000003",
  "signal-only": "ee000000-0000-0000-0000-000000000004",
};
