import type { JournalEntry, OperationHead } from "../../domain/upgrade/operation.ts";
import { storyLine } from "../log-lines.ts";
import type { Step } from "../step.ts";

export const appendJournal: Step<
  { pair: string; head: OperationHead; entries: readonly JournalEntry[] },
  null
> = {
  name: "appendJournal",
  run: async (ports, { pair, head, entries }) => {
    await ports.journals.append(pair, head, entries);
    return null;
  },
  lines: ({ head, entries }) => entries.map((entry) => storyLine(head, entry)),
};
