/** What a message takes from one queue to the next at the least. Without it a loop of short waits would stand still. */
const leastDelayMs = 70;

/**
 * When a durable timer really fires on Azure Storage: its message is hidden for whole seconds, counted a moment after
 * the timer was made, and nothing checks the time again when it comes out.
 */
export function earlyDueMs(fireAtMs: number, nowMs: number): number {
  const wholeSeconds = Math.floor((fireAtMs - nowMs - 1) / 1000);
  return Math.min(fireAtMs, nowMs + Math.max(leastDelayMs, wholeSeconds * 1000));
}
