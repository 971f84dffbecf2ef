import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startHost } from "../../../src/local-host/local-host.ts";
import { appFolder } from "./app-folder.ts";
import { serveAppTime } from "./app-time.ts";
import { turnOf } from "./observed-turns.ts";
import type { Turn } from "./recording.ts";
import { steppedClock } from "./stepped-clock.ts";
import type { Subject } from "./subject.ts";

/** The day of the recordings. */
const startMs = Date.UTC(2026, 10, 23, 13, 13, 9);

export const embeddedKeys = {
  master: "MASTERKEY",
  functions: "FUNCTIONKEY",
  durable: "DURABLEKEY",
  eventGrid: "EVENTGRIDKEY",
} as const;

export interface EmbeddedOptions {
  /** Names like `AzureFunctionsJobHost__functionTimeout`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly mode?: "faithful" | "strict";
  /** Lays down what the host finds when it starts. */
  readonly prepare?: (stateFolder: string, nowMs: number) => Promise<void>;
}

/** Our own host in faithful mode, on time that the suite moves. */
export async function embeddedSubject({
  settings = {},
  mode = "faithful",
  prepare,
}: EmbeddedOptions = {}): Promise<Subject> {
  const scratch = mkdtempSync(join(tmpdir(), "conformance-"));
  const clock = steppedClock(startMs);
  const appTime = await serveAppTime(clock);
  const restore = setEnvironment({ ...settings, SCRATCH: scratch, CONFORMANCE_TIME: appTime.url });
  const turns: Turn[] = [];
  await prepare?.(scratch, clock.now());
  const host = await startHost({
    appFolder,
    port: 0,
    stateFolder: scratch,
    clock,
    mode,
    earlyTimers: true,
    sideBySide: true,
    keys: embeddedKeys,
    onInvocation: (invocation) => turns.push(...turnOf(invocation)),
  });
  const passUntil = async (fits: () => Promise<boolean>, limitMs: number): Promise<boolean> => {
    const endMs = clock.now() + limitMs;
    for (;;) {
      await clock.quiet();
      if (await fits()) return true;
      if (!clock.step(endMs)) return false;
    }
  };
  return {
    scratch,
    baseUrl: host.baseUrl,
    keys: embeddedKeys,
    settle: async () => clock.quiet(),
    until: passUntil,
    pass: async (ms) => {
      clock.at(clock.now() + ms, 0, () => undefined);
      await passUntil(async () => false, ms);
      await clock.quiet();
    },
    turns: () => turns,
    stop: async () => {
      await host.stop();
      appTime.stop();
      restore();
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function setEnvironment(settings: Readonly<Record<string, string>>): () => void {
  const earlier = Object.keys(settings).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, settings);
  return () => {
    for (const [name, value] of earlier) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
