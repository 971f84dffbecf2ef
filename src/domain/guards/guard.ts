/**
 * What stands before one dangerous write, asked inside the activity that writes, on what was read there and then.
 * `passes`: what is in the way may pass by itself, such as evidence that is missing or too old.
 */
export type GuardAnswer =
  | { readonly kind: "go" }
  | { readonly kind: "refused"; readonly why: string; readonly passes: boolean };

export const go: GuardAnswer = { kind: "go" };

export const refuse = (why: string): GuardAnswer => ({ kind: "refused", why, passes: false });

export const notYet = (why: string): GuardAnswer => ({ kind: "refused", why, passes: true });

/** The first objection of several guards' parts, or go. */
export const firstRefusal = (answers: readonly GuardAnswer[]): GuardAnswer =>
  answers.find((answer) => answer.kind === "refused") ?? go;
