import type { Invoke } from "../app/invoke.ts";
import type { RegisteredFunction } from "../app/registration.ts";
import type { HttpData, TypedData } from "../app/typed-data.ts";
import { messageOf } from "../host-error.ts";
import { cookieHeader } from "./cookie.ts";
import { empty, type HostAnswer, type HostRequest } from "./exchange.ts";
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

/** A wrong method is as unknown as a wrong path, before any key is looked at. */
export async function answerHttp(door: HttpDoor, request: HostRequest): Promise<HostAnswer> {
  for (const trigger of door.triggers) {
    const parameters = trigger.route.match(request.url.pathname);
    if (parameters === undefined || !trigger.methods.includes(request.method)) continue;
    if (!mayEnter(trigger, request, door.keys)) return empty(401);
    return await door.enter(`request to ${trigger.target.name}`, async () =>
      run(door, trigger, { request, parameters }),
    );
  }
  return empty(404);
}

function mayEnter({ authLevel }: HttpTrigger, request: HostRequest, keys: Keys): boolean {
  if (authLevel === "anonymous") return true;
  return showsKey(request, authLevel === "admin" ? [keys.master] : [keys.master, keys.functions]);
}

interface Call {
  readonly request: HostRequest;
  readonly parameters: Readonly<Record<string, string>>;
}

async function run(door: HttpDoor, { target }: HttpTrigger, call: Call): Promise<HostAnswer> {
  try {
    const http = httpDataOf(call);
    const metadata = metadataOf(call, http);
    const { returnValue, outputData } = await door.invoke({ target, data: { http }, metadata });
    const outputs = [...(outputData ?? []).map(({ data }) => data?.http), returnValue?.http];
    return answerOf(outputs.find((output) => output !== null && output !== undefined));
  } catch (error) {
    door.onError(target, error);
    return empty(500);
  }
}

function httpDataOf({ request, parameters }: Call): HttpData {
  const { method, url, headers, body } = request;
  const given = Object.entries(headers).filter(([, value]) => value !== undefined);
  return {
    url: url.href,
    method,
    headers: Object.fromEntries(given.map(([name, value]) => [name, String(value)])),
    query: queryOf(url),
    params: parameters,
    body: body.length === 0 ? null : { bytes: body },
  };
}

/** A key that comes more than once is joined. */
function queryOf(url: URL): Readonly<Record<string, string>> {
  const names = [...new Set(url.searchParams.keys())];
  return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).join(",")]));
}

function metadataOf({ parameters }: Call, http: HttpData): Readonly<Record<string, TypedData>> {
  const own = Object.entries(parameters).map(([name, value]) => [name, { string: value }]);
  return {
    ...(Object.fromEntries(own) as Record<string, TypedData>),
    Query: { json: JSON.stringify(http.query) },
    Headers: { json: JSON.stringify(http.headers) },
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
