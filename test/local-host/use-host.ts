import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openDesk } from "./desk.ts";
import type { LogLine } from "../../src/local-host/host-log.ts";
import { startHost, type HostOptions, type LocalHost } from "../../src/local-host/local-host.ts";
import { virtualClock, type VirtualClock } from "../../src/local-host/virtual-clock.ts";

export const appFolder = join(import.meta.dirname, "../apps/durable");

/** 2026-11-05T09:00:00Z. */
export const startMs = Date.UTC(2026, 10, 5, 9);

export const keys = {
  master: "master-key",
  functions: "function-key",
  durable: "durable-key",
  eventGrid: "event-grid-key",
} as const;

export interface UsedHost {
  readonly host: LocalHost;
  readonly clock: VirtualClock;
  readonly log: readonly LogLine[];
  /** Time stands still until this is called; calling it again does nothing. */
  readonly letTimePass: () => void;
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
  readonly durable: Durable;
}

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

export interface Status {
  readonly runtimeStatus: string;
  readonly output: unknown;
  readonly customStatus: unknown;
  readonly createdTime: string;
  readonly lastUpdatedTime: string;
  readonly historyEvents?: readonly { readonly EventType: string; readonly [key: string]: unknown }[];
}

interface Durable {
  start(name: string, id: string, input?: unknown): Promise<Answer>;
  /** Starts it and gives its output once it has ended. */
  run(name: string, id: string, input?: unknown): Promise<unknown>;
  raise(id: string, event: string, data: unknown): Promise<Answer>;
  status(id: string): Promise<Status>;
  /** Asks until the answer fits. */
  until(id: string, fits: (status: Status) => boolean): Promise<Status>;
}

export function useStateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "local-host-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A host on virtual time that stands still at first, with the test app. */
export async function useHost({
  startMs: clockMs = startMs,
  ...options
}: Partial<HostOptions> & { startMs?: number } = {}): Promise<UsedHost> {
  const clock = virtualClock(clockMs);
  const letTimePass = clock.busy("the test");
  const log: LogLine[] = [];
  openDesk(() => clock.now());
  const host = await startHost({
    appFolder,
    port: 0,
    stateFolder: options.stateFolder ?? useStateFolder(),
    mode: "strict",
    keys,
    log: (line) => log.push(line),
    ...options,
    clock,
  });
  onTestFinished(async () => {
    letTimePass();
    await host.stop();
  });
  const call = makeCall(host.baseUrl);
  return { host, clock, log, letTimePass, call, durable: makeDurable(call) };
}

function makeCall(baseUrl: string): UsedHost["call"] {
  return async (method, path, options = {}) => {
    const { body, headers = {} } = options;
    const isRaw = typeof body === "string" || body === undefined;
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { ...(isRaw ? {} : { "content-type": "application/json" }), ...headers },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function makeDurable(call: UsedHost["call"]): Durable {
  const base = "/runtime/webhooks/durabletask";
  const code = `code=${keys.durable}`;
  const history = "showHistory=true&showHistoryOutput=true";
  const status = async (id: string): Promise<Status> =>
    (await call("GET", `${base}/instances/${id}?${history}&${code}`)).json as Status;
  return {
    start: async (name, id, input = {}) =>
      call("POST", `${base}/orchestrators/${name}/${id}?${code}`, { body: input }),
    run: async (name, id, input = {}) => {
      const wait = "timeout=10000000&pollingInterval=1";
      const answer = await call("POST", `${base}/orchestrators/${name}/${id}?${wait}&${code}`, {
        body: input,
      });
      return answer.json;
    },
    raise: async (id, event, data) =>
      call("POST", `${base}/instances/${id}/raiseEvent/${event}?${code}`, {
        body: JSON.stringify(data),
        headers: { "content-type": "application/json" },
      }),
    status,
    until: async (id, fits) => {
      for (;;) {
        const current = await status(id);
        if (fits(current)) return current;
      }
    },
  };
}
