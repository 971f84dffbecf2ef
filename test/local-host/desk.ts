import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** What a trigger of a test app was called with. */
export interface TriggerCall {
  readonly name: string;
  readonly event?: unknown;
  readonly timer?: unknown;
  readonly metadata: unknown;
  /** On the host's clock, when the desk was told. */
  readonly atMs: number;
}

/** Where test apps, in processes of their own, tell what they were called with, and wait at gates. */
const desk = { calls: [] as TriggerCall[], gates: new Map<string, Promise<void>>(), now: () => 0 };

const server = createServer((request, response) => {
  const [, kind, name = ""] = (request.url ?? "").split("/");
  const told = kind === "calls" ? note(json(request)) : (desk.gates.get(name) ?? Promise.resolve());
  void told.then(() => response.end());
});
await new Promise<void>((resolve) => {
  server.listen(0, "127.0.0.1", resolve);
});
server.unref();
process.env["TEST_DESK"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function note(call: Promise<unknown>): Promise<void> {
  desk.calls.push({ ...((await call) as TriggerCall), atMs: desk.now() });
}

/** Forgets what was told before. */
export function openDesk(now: () => number): void {
  Object.assign(desk, { calls: [], now });
}

export const triggerCalls = (): readonly TriggerCall[] => desk.calls;

/** Lets the test decide when the activity `passGate` ends. */
export function useGate(gate: string): { open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  desk.gates.set(gate, promise);
  return { open: () => resolve() };
}
