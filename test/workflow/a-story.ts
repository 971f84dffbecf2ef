import type { Pair } from "../../src/domain/environment/pair.ts";
import type { CommandMessage } from "../../src/domain/upgrade/commands.ts";
import type { JournalEntry } from "../../src/domain/upgrade/operation.ts";
import { aPair } from "../support/a-pair.ts";
import { fakeAzure, type FakeAzure } from "../support/fake-azure.ts";
import { Stage, type StageOptions } from "../support/stage.ts";

/** A story about to be played against a scripted Azure. */
export interface Story {
  readonly azure: FakeAzure;
  readonly stage: Stage;
  /** Everything that was journaled, oldest first. */
  told(): readonly JournalEntry[];
  events(): readonly JournalEntry["event"][];
  /** When the first entry of that event was told. */
  at(event: JournalEntry["event"]): number;
  /** Does something once, when that event is told; `phase` for phase.entered. */
  when(event: JournalEntry["event"], act: () => void, phase?: string): void;
  /** Has a command sent once, when the story enters that phase. */
  sendIn(phase: string, command: CommandMessage["command"], first?: () => void): void;
}

export const aStory = (wanted: Partial<Pair> = {}): Story => storyOn(fakeAzure(aPair(wanted)));

export function storyOn(azure: FakeAzure, options: StageOptions = {}): Story {
  const stage = new Stage(azure.ports, undefined, options);
  const waiting: { event: JournalEntry["event"]; phase: string | undefined; act: () => void }[] = [];
  azure.onTold = (entry) => {
    const due = waiting.find(
      ({ event, phase }) => event === entry.event && (phase === undefined || entry.data["phase"] === phase),
    );
    if (due === undefined) return;
    waiting.splice(waiting.indexOf(due), 1);
    due.act();
  };
  const told = () => [...azure.documents.values()].flatMap((document) => document.journal);
  const when: Story["when"] = (event, act, phase) => void waiting.push({ event, act, phase });
  return {
    azure,
    stage,
    told,
    events: () => told().map((entry) => entry.event),
    at: (event) => Date.parse(told().find((entry) => entry.event === event)?.at ?? ""),
    when,
    sendIn: (phase, command, first = () => undefined) =>
      when(
        "phase.entered",
        () => {
          first();
          stage.send(command);
        },
        phase,
      ),
  };
}
