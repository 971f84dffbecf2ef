import type { Invoke } from "./app/invoke.ts";
import type { LoadedApp } from "./app/load-app.ts";
import type { RegisteredFunction } from "./app/registration.ts";
import { jsonData, type TypedData } from "./app/typed-data.ts";
import { answerManagement } from "./durable/management/answer-management.ts";
import { webhookPath } from "./durable/management/links.ts";
import type { Engine } from "./durable/engine.ts";
import { answerAdmin } from "./http/admin.ts";
import { answerEventGrid, type EventGridDoor } from "./http/event-grid.ts";
import {
  empty,
  unauthorized,
  type ArrivingRequest,
  type HostAnswer,
  type HostRequest,
} from "./http/exchange.ts";
import { answerHttp, runWhole, type BrokenTrigger, type HttpTrigger } from "./http/http-triggers.ts";
import { showsKey, type Keys } from "./http/keys.ts";
import { runStreamed } from "./http/streamed-request.ts";
import type { TimerTriggers } from "./timers/timer-triggers.ts";

export type Front = (arriving: ArrivingRequest) => Promise<HostAnswer>;

interface FrontParts {
  readonly app: LoadedApp;
  readonly engine: Engine;
  readonly keys: Keys;
  readonly triggers: readonly HttpTrigger[];
  readonly broken: readonly BrokenTrigger[];
  readonly invoke: Invoke;
  readonly timers: TimerTriggers;
  readonly onError: (target: RegisteredFunction, error: unknown) => void;
  /** With HTTP streaming: where the app serves requests itself, as long as its process lives. */
  readonly httpUri: () => Promise<string | undefined>;
}

/** Finds who answers a request by its path. */
export function makeFront(parts: FrontParts): Front {
  const { app, engine, keys, invoke, onError } = parts;
  const startedMs = performance.now();
  const { triggers: queue } = engine;
  const enter: EventGridDoor["enter"] = async (what, call) => queue.enter(what, call);
  const doors = { functions: app.functions, triggers: parts.triggers, keys, invoke, enter, onError };
  const admin = {
    ...doors,
    appFolder: app.folder,
    broken: parts.broken,
    uptimeMs: () => performance.now() - startedMs,
    restartMidTurn: (instanceId: string, spared: number) => engine.midTurnRestarts.befall(instanceId, spared),
    run: (target: RegisteredFunction, input: unknown) => void runByHand(parts, target, input),
  };
  const { httpUri } = parts;
  return async (arriving) => {
    const { head } = arriving;
    const path = head.url.pathname;
    if (app.httpUri !== undefined && isOfApp(head.method, path)) {
      return await answerHttp(doors, head, async (call) =>
        runStreamed({ ...doors, httpUri }, call, arriving),
      );
    }
    const body = await arriving.readBody();
    if (body === undefined) return empty(413);
    const request = { ...head, body };
    const isBelow = (prefix: string): boolean => path.toLowerCase().startsWith(`${prefix}/`);
    if (isBelow("/durabletask"))
      return inChunks(await manage(parts, request, path.slice("/durabletask/".length)));
    if (isBelow(webhookPath)) return await manageWithKey(parts, request, path.slice(webhookPath.length + 1));
    if (isEventGrid(path)) return await answerEventGrid(doors, request);
    if (isBelow("/runtime/webhooks")) return showsKey(request, [keys.master]) ? empty(404) : unauthorized;
    if (isBelow("/admin")) return answerAdmin(admin, request);
    if (isHome(head.method, path)) return home;
    return await answerHttp(doors, head, async (call) => runWhole(doors, call, body));
  };
}

const isHome = (method: string, path: string): boolean => path === "/" && method === "GET";

const isOfApp = (method: string, path: string): boolean =>
  !/^\/(?:durabletask|runtime\/webhooks|admin)\//i.test(path) && !isHome(method, path);

/** The endpoint for the SDK alone sends whatever it has to say that way. */
const inChunks = (answer: HostAnswer): HostAnswer =>
  answer.body === undefined ? answer : { ...answer, isChunked: true };

const isEventGrid = (path: string): boolean => /^\/runtime\/webhooks\/eventgrid\/?$/i.test(path);

const home: HostAnswer = {
  status: 200,
  headers: { "content-type": "text/html" },
  body: "<!DOCTYPE html><html><head><title>Your Azure Function App is up and running.</title></head><body>Your Functions app is up and running.</body></html>\n",
};

async function manageWithKey(parts: FrontParts, request: HostRequest, path: string): Promise<HostAnswer> {
  const { master, durable } = parts.keys;
  return showsKey(request, [master, durable]) ? await manage(parts, request, path) : unauthorized;
}

async function manage(
  { app, engine, keys }: FrontParts,
  request: HostRequest,
  path: string,
): Promise<HostAnswer> {
  const links = { origin: request.url.origin, hubName: app.hostJson.hubName, key: keys.durable };
  return await answerManagement({ engine, request, query: request.url.searchParams, links }, path);
}

/** `POST /admin/functions/{name}`: whatever the trigger, the input is its data. */
async function runByHand(parts: FrontParts, target: RegisteredFunction, input: unknown): Promise<void> {
  const { app, engine, invoke, timers, onError } = parts;
  const release = engine.options.clock.busy(`${target.name} run by hand`);
  try {
    if (target.type === "httptrigger" && app.httpUri !== undefined) throw new Error(notToProxy(target.name));
    if (target.type === "timertrigger") await timers.runNow(target);
    else
      await engine.triggers.enter(`${target.name} run by hand`, async () =>
        invoke({ target, ...callOf(target, input) }),
      );
  } catch (error) {
    onError(target, error);
  } finally {
    release();
  }
}

const notToProxy = (name: string): string =>
  `Cannot proxy the HttpTrigger function ${name} without an input of type HttpRequest.`;

function callOf(
  target: RegisteredFunction,
  input: unknown,
): { data: TypedData | undefined; metadata: Readonly<Record<string, TypedData>> } {
  const text = typeof input === "string" ? input : JSON.stringify(input ?? "");
  const metadata = { [target.triggerName]: { string: text } };
  if (target.type !== "eventgridtrigger") return { data: { string: text }, metadata };
  const { data } = JSON.parse(text) as { data?: unknown };
  return {
    data: { json: text },
    metadata: data === undefined ? metadata : { ...metadata, data: jsonData(data) },
  };
}
