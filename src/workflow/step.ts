import type { OrchestrationContext, Story, Task } from "./durable.ts";
import type { Trouble } from "./errors.ts";
import type { Operations, Ports } from "./ports.ts";
import { TurnAround, confirmNotSuperseded } from "./turns.ts";

/** One activity: what it is called and what it does. It is short, safe to repeat, and never waits. */
export interface Step<Input extends object, Output> {
  readonly name: string;
  readonly run: (ports: Ports, input: Timed<Input>, operations: Operations) => Promise<Output>;
  /** What the app's log gets once it has worked. Told here, for an orchestration would tell it anew at each replay. */
  readonly lines?: (input: Timed<Input>) => readonly string[];
}

/** Every activity is told the time of its own call (ISO 8601): a repeat hours later must not go by the old one. */
export type Timed<Input extends object> = Input & { readonly at: string };

/** Trouble outside is an answer, not an exception: Durable would hand an exception back as a text. */
export type StepAnswer<Output> =
  | { readonly kind: "ok"; readonly value: Output }
  | { readonly kind: "trouble"; readonly trouble: Trouble };

/** One try. `yield*` keeps the step's output type; a bare `yield` would hand back `any`. */
export function* attempt<Input extends object, Output>(
  context: OrchestrationContext,
  step: Step<Input, Output>,
  input: Input,
): Story<StepAnswer<Output>> {
  return (yield callStep(context, step, input)) as StepAnswer<Output>;
}

/** The step as a task, for a wait on several things at once. */
export const callStep = <Input extends object>(
  context: OrchestrationContext,
  step: Step<Input, unknown>,
  input: Input,
): Task => context.df.callActivity(step.name, { ...input, at: context.df.currentUtcDateTime.toISOString() });

/** How often and how long trouble that may pass is waited out: about an hour in all. */
export const patience = { attempts: 64, firstSeconds: 5, mostSeconds: 60 } as const;

export const waitSeconds = (tries: number, trouble: Trouble): number =>
  Math.max(
    trouble.retryAfterSeconds ?? 0,
    Math.min(patience.mostSeconds, patience.firstSeconds * 2 ** tries),
  );

/** For our own bookkeeping: tries again until it works, deaf to commands meanwhile. */
export function* persist<Input extends object, Output>(
  context: OrchestrationContext,
  step: Step<Input, Output>,
  input: Input,
): Story<Output> {
  for (let tries = 0; ; tries += 1) {
    const answer = yield* attempt(context, step, input);
    if (answer.kind === "ok") return answer.value;
    giveUpOn(answer.trouble, tries);
    const due = context.df.currentUtcDateTime.getTime() + waitSeconds(tries, answer.trouble) * 1000;
    yield context.df.createTimer(new Date(due));
  }
}

/** Throws when waiting will not help, or has not helped for long enough. */
export function giveUpOn(trouble: Trouble, tries: number, attempts: number = patience.attempts): void {
  confirmNotSuperseded(trouble);
  if (trouble.reaction === "stop" || tries >= attempts) throw new TurnAround({ kind: "stuck", trouble });
}
