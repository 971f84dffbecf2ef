import type { Task } from "../../src/workflow/durable.ts";

/** A durable task as the stage settles it. */
export interface StageTask extends Task {
  isCompleted: boolean;
  isFaulted: boolean;
  result?: unknown;
  readonly whenDone: (() => void)[];
  cancel(): void;
}

export const openTask = (cancel: () => void = () => undefined): StageTask => ({
  isCompleted: false,
  isFaulted: false,
  whenDone: [],
  cancel,
});

export const isSettled = (task: StageTask): boolean => task.isCompleted || task.isFaulted;

export function completeTask(task: StageTask, result: unknown): void {
  if (isSettled(task)) return;
  task.isCompleted = true;
  task.result = result;
  for (const resume of task.whenDone.splice(0)) resume();
}

export function failTask(task: StageTask, error: unknown): void {
  if (isSettled(task)) return;
  task.isFaulted = true;
  task.result = error;
  for (const resume of task.whenDone.splice(0)) resume();
}

export function anyOf(tasks: readonly StageTask[]): StageTask {
  const first = openTask();
  for (const task of tasks) {
    if (isSettled(task)) completeTask(first, task);
    else task.whenDone.push(() => completeTask(first, task));
  }
  return first;
}

/** What crosses a durable boundary is JSON: nothing is shared by reference. */
export const copyOf = <Value>(value: Value): Value => copied(value) as Value;

/** As JSON would have it, several times faster than by its text. */
function copied(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
  if (value instanceof Date) return value.toJSON();
  if (Array.isArray(value)) return value.map((item: unknown) => copied(item) ?? null);
  const copy: Record<string, unknown> = {};
  for (const name in value) {
    const member = copied((value as Record<string, unknown>)[name]);
    if (member !== undefined) copy[name] = member;
  }
  return copy;
}
