import type { Invoke } from "../app/invoke.ts";
import type { RegisteredFunction } from "../app/registration.ts";
import type { HttpData } from "../app/typed-data.ts";
import { messageOf } from "../host-error.ts";
import { cookieHeader } from "./cookie.ts";
import { empty, type HostAnswer, type RequestHead } from "./exchange.ts";
import { headersOf, metadataOf, queryOf } from "./http-metadata.ts";
import { showsKey, type Keys } from "./keys.ts";
import { parseRoute, type Route } from "./route.ts";

export interface HttpTrigger {
  readonly target: RegisteredFunction;
  readonly route: Route;
  readonly methods: readonly string[];
  readonly authLevel: string;
}

/** A function that cannot be served, and why. */
export interface BrokenTrigger {
  readonly target: RegisteredFunction;
  readonly route: Pick<Route, "template">;
  readonly problem: string;
}

const defaultMethods = ["GET", "POST"] as const;

export function findHttpTriggers(
  functions: readonly RegisteredFunction[],
  routePrefix: string,
): { triggers: readonly HttpTrigger[]; broken: readonly BrokenTrigger[] } {
  const triggers: HttpTrigger[] = [];
  const broken: BrokenTrigger[] = [];
  for (const target of functions.filter(({ type }) => type === "httptrigger")) {
    const { route, methods, authLevel } = target.trigger;
    const own = typeof route === "string" && route !== "" ? route.replaceAll(/^\/+|\/+$/g, "") : target.name;
    const template = [routePrefix, own].filter((part) => part !== "").join("/");
    try {
      if (/^(?:admin|runtime)/i.test(own)) {
        throw new Error("The specified route conflicts with one or more built in routes.");
      }
      triggers.push({
        target,
        route: parseRoute(template),
        methods: Array.isArray(methods) ? methods.map((each) => String(each).toUpperCase()) : defaultMethods,
        authLevel: typeof authLevel === "string" ? authLevel.toLowerCase() : "function",
      });
    } catch (error) {
      broken.push({ target, route: { template }, problem: messageOf(error) });
    }
  }
  return { triggers: triggers.toSorted((one, other) => compare(one.route.rank, other.route.rank)), broken };
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

export interface HttpDoor {
  readonly triggers: readonly HttpTrigger[];
  readonly keys: Keys;
  readonly invoke: Invoke;
  /** Waits until the invocation may run. */
  readonly enter: <Answer>(what: string, invoke: () => Promise<Answer>) => Promise<Answer>;
  readonly onError: (target: RegisteredFunction, error: unknown) => void;
}

/** A request that has found its function and may call it. */
export interface HttpCall {
  readonly target: RegisteredFunction;
  readonly head: RequestHead;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A wrong method is as unknown as a wrong path, before any key is looked at. */
export async function answerHttp(
  door: HttpDoor,
  head: RequestHead,
  run: (call: HttpCall) => Promise<HostAnswer>,
): Promise<HostAnswer> {
  for (const trigger of door.triggers) {
    const parameters = trigger.route.match(head.url.pathname);
    if (parameters === undefined || !trigger.methods.includes(head.method)) continue;
    if (!mayEnter(trigger, head, door.keys)) return empty(401);
    const { target } = trigger;
    // whoever holds the master key may call it all the same
    if (target.isDisabled && !showsKey(head, [door.keys.master])) return empty(404);
    return await door.enter(`request to ${target.name}`, async () => run({ target, head, parameters }));
  }
  return empty(404);
}

function mayEnter({ authLevel }: HttpTrigger, head: RequestHead, keys: Keys): boolean {
  if (authLevel === "anonymous") return true;
  return showsKey(head, authLevel === "admin" ? [keys.master] : [keys.master, keys.functions]);
}

/** Hands the whole request over and gives the whole answer back. */
export async function runWhole(door: HttpDoor, call: HttpCall, body: Buffer): Promise<HostAnswer> {
  const { target } = call;
  try {
    const http = httpDataOf(call, body);
    const invocation = { target, data: { http }, metadata: metadataOf(call) };
    const { returnValue, outputData } = await door.invoke(invocation);
    const outputs = [...(outputData ?? []).map(({ data }) => data?.http), returnValue?.http];
    return answerOf(outputs.find((output) => output !== null && output !== undefined));
  } catch (error) {
    door.onError(target, error);
    return empty(500);
  }
}

function httpDataOf({ head, parameters }: HttpCall, body: Buffer): HttpData {
  return {
    url: head.url.href,
    method: head.method,
    headers: headersOf(head),
    query: queryOf(head),
    params: parameters,
    body: body.length === 0 ? null : { bytes: body },
  };
}

function answerOf(http: HttpData | undefined): HostAnswer {
  if (http === undefined) return empty(204);
  const headers: Record<string, string | readonly string[]> = { ...http.headers };
  if (http.cookies !== undefined && http.cookies.length > 0) {
    headers["set-cookie"] = http.cookies.map(cookieHeader);
  }
  const status = Number(http.statusCode ?? 200);
  const { bytes } = http.body ?? {};
  return { status, headers, body: bytes ?? "", isChunked: true };
}
