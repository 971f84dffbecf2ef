import { tmpdir } from "node:os";
import { basename, dirname } from "node:path";
import type { Binding, RegisteredFunction } from "../app/registration.ts";
import { empty, json, unauthorized, type HostAnswer, type HostRequest } from "./exchange.ts";
import type { BrokenTrigger, HttpTrigger } from "./http-triggers.ts";
import { showsKey, type Keys } from "./keys.ts";

export interface AdminDoor {
  readonly appFolder: string;
  readonly functions: readonly RegisteredFunction[];
  readonly triggers: readonly HttpTrigger[];
  readonly broken: readonly BrokenTrigger[];
  readonly keys: Keys;
  readonly uptimeMs: () => number;
  /** Makes the job host restart in the middle of that instance's next turn but so many. */
  readonly restartMidTurn: (instanceId: string, spared: number) => void;
  /** Starts any function by hand; nobody waits for it. */
  readonly run: (target: RegisteredFunction, input: unknown) => void;
}

/** `/admin/…`: the master key opens it, except the ping. */
export function answerAdmin(door: AdminDoor, request: HostRequest): HostAnswer {
  const path = request.url.pathname.replace(/^\/admin\//i, "").replace(/\/$/, "");
  if (path.toLowerCase() === "host/ping" && request.method === "GET") return pong;
  if (!showsKey(request, [door.keys.master])) {
    return showsKey(request, [door.keys.functions]) ? empty(403) : unauthorized;
  }
  const [area = "", name = "", part = ""] = path.split("/").map(decodeURIComponent);
  if (area.toLowerCase() === "host") return answerHost(door, request, name.toLowerCase());
  if (area.toLowerCase() === "functions") return answerFunctions(door, request, { name, part });
  return empty(404);
}

const pong = empty(200, { "cache-control": "no-store,no-cache", pragma: "no-cache" });

function answerHost(door: AdminDoor, request: HostRequest, name: string): HostAnswer {
  if (request.method === "POST" && name === "restart") return restart(door, request);
  if (request.method !== "GET") return empty(404);
  const self = selfLink(request);
  switch (name) {
    case "status":
      return json(200, status(door));
    case "keys":
      return json(200, { keys: [{ name: "default", value: door.keys.functions }], links: [self] });
    case "systemkeys": {
      const keys = [
        { name: "durabletask_extension", value: door.keys.durable },
        { name: "eventgrid_extension", value: door.keys.eventGrid },
      ];
      return json(200, { keys, links: [self] });
    }
    default:
      return empty(404);
  }
}

/** A fault of this host alone: production restarts when it pleases, and tells nobody in whose turn. */
function restart(door: AdminDoor, { url }: HostRequest): HostAnswer {
  const instanceId = url.searchParams.get("midTurn");
  if (instanceId === null) return empty(404);
  door.restartMidTurn(instanceId, Number(url.searchParams.get("spare") ?? 0));
  return empty(202);
}

const status = (door: AdminDoor): object => ({
  id: "localhost",
  state: "Running",
  version: "4.1037.0.0",
  versionDetails: "4.1037.0",
  platformVersion: "",
  instanceId: "",
  computerName: "",
  processUptime: Math.round(door.uptimeMs()),
  functionAppContentEditingState: "Unknown",
});

const selfLink = ({ url }: HostRequest): object => ({ rel: "self", href: `${url.origin}${url.pathname}` });

interface Asked {
  readonly name: string;
  readonly part: string;
}

function answerFunctions(door: AdminDoor, request: HostRequest, { name, part }: Asked): HostAnswer {
  const isGet = request.method === "GET";
  if (name === "") return isGet ? json(200, list(door, request)) : empty(404);
  const target = door.functions.find((each) => each.name.toLowerCase() === name.toLowerCase());
  if (target === undefined) return empty(404);
  if (isGet) return tellFunction(door, request, { target, part });
  const isBroken = door.broken.some((broken) => broken.target === target);
  const isRun = request.method === "POST" && part === "" && !isBroken;
  return isRun ? runByHand(door, request, target) : empty(404);
}

function tellFunction(
  door: AdminDoor,
  request: HostRequest,
  { target, part }: { target: RegisteredFunction; part: string },
): HostAnswer {
  switch (part.toLowerCase()) {
    case "":
      return json(200, describe(door, request.url.origin, target));
    case "status": {
      const broken = door.broken.find((each) => each.target === target);
      return json(200, broken === undefined ? {} : { errors: [broken.problem] });
    }
    case "keys": {
      const keys = [{ name: "default", value: door.keys.functions }];
      return json(200, { keys, links: [selfLink(request)] });
    }
    default:
      return empty(404);
  }
}

/** The list alone names every place by https, wherever it is asked. */
function list(door: AdminDoor, { url }: HostRequest): readonly object[] {
  const origin = url.origin.replace(/^http:/, "https:");
  return door.functions
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map((each) => describe(door, origin, each));
}

function runByHand(door: AdminDoor, request: HostRequest, target: RegisteredFunction): HostAnswer {
  if (request.body.length === 0) return empty(415);
  let order: unknown;
  try {
    order = JSON.parse(request.body.toString("utf8"));
  } catch {
    return empty(400);
  }
  if (typeof order !== "object" || order === null || Array.isArray(order)) return empty(400);
  door.run(target, (order as { input?: unknown }).input);
  return empty(202);
}

function describe(door: AdminDoor, origin: string, target: RegisteredFunction): object {
  const { name, metadata, entryFile, isDisabled } = target;
  const template = templateOf(door, target);
  const scriptFile = basename(entryFile);
  return {
    name,
    script_root_path_href: null,
    script_href: `${origin}/admin/vfs${door.appFolder}/${scriptFile}`,
    config_href: null,
    test_data_href: `${origin}/admin/vfs${tmpdir()}/FunctionsData/${name}.dat`,
    href: `${origin}/admin/functions/${name}`,
    invoke_url_template: template === undefined ? null : `${origin}/${template}`,
    language: "node",
    config: {
      name,
      entryPoint: "",
      scriptFile,
      language: "node",
      functionDirectory: dirname(entryFile),
      bindings: Object.entries(metadata.bindings).map(([key, binding]) => shown(key, binding)),
    },
    files: null,
    test_data: "",
    isDisabled,
    isDirect: false,
    isProxy: false,
  };
}

/** A function with a broken route is told with that route, too. */
const templateOf = (door: AdminDoor, target: RegisteredFunction): string | undefined =>
  [...door.triggers, ...door.broken].find((each) => each.target === target)?.route.template;

const shown = (name: string, binding: Binding): object => ({ ...binding, name });
