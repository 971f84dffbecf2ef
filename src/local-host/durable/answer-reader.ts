import { parseAnswer, type Action, type TurnAnswer } from "./actions.ts";

interface Read {
  readonly executionId: string;
  /** How the text began, up to the end of its last action. */
  readonly beginning: string;
  readonly actions: readonly Action[];
}

const opening = '{"isDone":false,"actions":[[';

/**
 * The SDK lists every action since the very start, at each turn. Nearly always the list has only grown, and then the
 * part that is known is not parsed again: its actions are the same objects as last time.
 */
export class AnswerReader {
  readonly #lastRead = new Map<string, Read>();

  read({ id, executionId }: { id: string; executionId: string }, text: string): TurnAnswer {
    const last = this.#lastRead.get(id);
    const grown = last?.executionId === executionId ? grownAnswer(last, text) : undefined;
    const answer = grown ?? parseAnswer(text);
    const known = grown === undefined ? undefined : last;
    const added = answer.actions.slice(known?.actions.length ?? 0).map((action) => JSON.stringify(action));
    const texts = known === undefined ? added : [known.beginning.slice(opening.length), ...added];
    const beginning = `${opening}${texts.join(",")}`;
    if (answer.actions.length > 0)
      this.#lastRead.set(id, { executionId, beginning, actions: answer.actions });
    return answer;
  }

  forget(id: string): void {
    this.#lastRead.delete(id);
  }
}

/** undefined: more has changed than what stands behind the known actions. */
function grownAnswer({ beginning, actions }: Read, text: string): TurnAnswer | undefined {
  if (!text.startsWith(beginning)) return undefined;
  const answer = parseAnswer(`${opening}null${text.slice(beginning.length)}`);
  return { ...answer, actions: [...actions, ...answer.actions.slice(1)] };
}
