import type { EventRaised } from "../history-event.ts";
import type { Settle, Walk } from "./walk.ts";

/** Waits for an external event; one that has arrived already is taken at once, the oldest first. */
export function waitFor(walk: Walk, name: string, settle: Settle): void {
  const key = name.toLowerCase();
  const waiters = walk.waiters.get(key) ?? [];
  walk.waiters.set(key, [...waiters, { name, settle }]);
  const early = walk.buffered.get(key)?.shift();
  if (walk.buffered.get(key)?.length === 0) walk.buffered.delete(key);
  if (early !== undefined) serve(walk, key, early);
}

/** An event has arrived: the youngest waiter gets it, or it is kept. */
export function raise(walk: Walk, event: EventRaised): void {
  if (walk.continueAsNew !== undefined) {
    walk.carriedOver.push(event);
    return;
  }
  const key = event.Name.toLowerCase();
  if (serve(walk, key, event)) return;
  const kept = walk.buffered.get(key) ?? [];
  kept.push(event);
  walk.buffered.set(key, kept);
}

function serve(walk: Walk, key: string, event: EventRaised): boolean {
  const waiters = walk.waiters.get(key);
  const youngest = waiters?.pop();
  if (waiters?.length === 0) walk.waiters.delete(key);
  if (youngest === undefined) return false;
  if (youngest.name !== event.Name) {
    walk.dangers.push({
      message: `The event "${event.Name}" was raised while "${youngest.name}" is waited for. The SDK compares names exactly, so the orchestrator never sees it; raise it in the same case.`,
    });
  }
  youngest.settle(false);
  return true;
}
