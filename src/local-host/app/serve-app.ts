import { AsyncLocalStorage } from "node:async_hooks";
import { HostError } from "../host-error.ts";
import type { Log } from "../host-log.ts";
import { makeInvoke } from "./run-invocation.ts";
import { endApp, loadCode, type LoadedCode } from "./load-app.ts";
import type { FromWorker, SentInvocation, ToWorker } from "./protocol.ts";
import type { InvocationResponse } from "./registration.ts";
import { toldError } from "./told-error.ts";
import { TurnReader } from "./turn-reader.ts";

type Tell = (message: FromWorker) => void;
type Run = (invocation: SentInvocation) => Promise<InvocationResponse>;

interface Serving {
  readonly code: LoadedCode;
  readonly run: Run;
  readonly turns: TurnReader;
}

/** The worker's side: does what the host says, and tells how it went. */
export function serveApp(tell: Tell): (message: ToWorker) => void {
  const current = new AsyncLocalStorage<number>();
  const log: Log = (line) => tell({ kind: "log", line });
  tellTheEnd(tell, log, () => current.getStore());
  let serving: Serving | undefined;
  return (message) => {
    switch (message.kind) {
      case "load":
        void load(message, tell, log).then((loaded) => (serving = loaded));
        return;
      case "invoke":
        if (serving !== undefined) void current.run(message.id, invoke, { serving, message, tell });
        return;
      case "forget":
        serving?.turns.forget(message.instanceId);
        return;
      case "ping":
        tell({ kind: "pong" });
        return;
      case "end":
        void end(serving, log);
        return;
      default:
        message satisfies never;
    }
  };
}

/** An error that nobody has caught ends the process, as it ends production's worker. */
function tellTheEnd(tell: Tell, log: Log, culprit: () => number | undefined): void {
  const tellCulprit = (): void => tell({ kind: "dying", culprit: culprit() });
  process.on("uncaughtException", (error) => {
    // first, because a long text may not get out any more
    tellCulprit();
    const message = `Worker uncaught exception: ${toldError(error).stack.slice(0, longestLastWords)}`;
    log({ level: "error", category: "user", functionName: null, message });
    process.exit(1);
  });
  process.on("exit", tellCulprit);
}

const longestLastWords = 8_000;

async function load(
  { appFolder, durableClient }: Extract<ToWorker, { kind: "load" }>,
  tell: Tell,
  log: Log,
): Promise<Serving | undefined> {
  try {
    const code = await loadCode(appFolder, log);
    const isClient = (type: string): boolean => /^(?:durableClient|orchestrationClient)$/i.test(type);
    const binding = { string: durableClient };
    const call = makeInvoke({ code, log, extraInput: (type) => (isClient(type) ? binding : undefined) });
    const turns = new TurnReader();
    const run: Run = async ({ functionName, invocationId: id, turn, ...rest }) => {
      const target = code.functions.find(({ name }) => name === functionName);
      if (target === undefined) throw new Error(`There is no function '${functionName}'.`);
      const parsed = turn === undefined ? undefined : turns.read(turn);
      const { data, metadata = {}, retry } = rest;
      return await call({ target, id, data, metadata, retry, parsed });
    };
    const functions = JSON.parse(JSON.stringify(code.functions)) as LoadedCode["functions"];
    tell({ kind: "loaded", functions, httpUri: code.httpUri });
    return { code, run, turns };
  } catch (error) {
    const errorCode = error instanceof HostError ? error.code : "APP_BROKEN";
    tell({ kind: "notLoaded", code: errorCode, message: toldError(error).message });
    return undefined;
  }
}

interface Invoking {
  readonly serving: Serving;
  readonly message: Extract<ToWorker, { kind: "invoke" }>;
  readonly tell: Tell;
}

async function invoke({ serving, message, tell }: Invoking): Promise<void> {
  const { id } = message;
  try {
    // what cannot be sent throws here, and is the function's failure
    tell({ kind: "answer", id, response: await serving.run(message) });
  } catch (error) {
    tell({ kind: "failure", id, error: toldError(error) });
  }
}

async function end(serving: Serving | undefined, log: Log): Promise<void> {
  if (serving !== undefined) await endApp(serving.code, log);
  process.exit(0);
}
