import type { Invoke } from "../app/invoke.ts";
import type { RegisteredFunction } from "../app/registration.ts";
import { jsonData } from "../app/typed-data.ts";
import { empty, headerOf, text, unauthorized, type HostAnswer, type HostRequest } from "./exchange.ts";
import { showsKey, type Keys } from "./keys.ts";

export interface EventGridDoor {
  readonly functions: readonly RegisteredFunction[];
  readonly keys: Keys;
  readonly invoke: Invoke;
  readonly enter: <Answer>(what: string, invoke: () => Promise<Answer>) => Promise<Answer>;
  readonly onError: (target: RegisteredFunction, error: unknown) => void;
}

/** `/runtime/webhooks/eventgrid?functionName=…`, for Event Grid's own schema and for CloudEvents. */
export async function answerEventGrid(door: EventGridDoor, request: HostRequest): Promise<HostAnswer> {
  if (!showsKey(request, [door.keys.master, door.keys.eventGrid])) return unauthorized;
  const name = request.url.searchParams.get("functionName") ?? "";
  // unlike everywhere else the name's case matters
  const target = door.functions.find(
    (each) => each.name === name && each.type === "eventgridtrigger" && !each.isDisabled,
  );
  if (target === undefined) return text(404, `cannot find function: '${name}'`);
  if (request.method === "OPTIONS") return empty(200, { "webhook-allowed-origin": "eventgrid.azure.net" });
  switch (headerOf(request, "aeg-event-type").toLowerCase()) {
    case "subscriptionvalidation":
      return validate(request);
    case "notification":
      return await notify(door, target, request);
    case "unsubscribe":
      return empty(202);
    default:
      return empty(400);
  }
}

function validate(request: HostRequest): HostAnswer {
  const parsed = parseBody(request);
  const event = (Array.isArray(parsed) ? parsed[0] : parsed) as { data?: unknown } | null | undefined;
  const data = parseData(event?.data);
  if (data?.validationCode === undefined) return empty(500);
  return text(200, JSON.stringify({ validationResponse: data.validationCode }));
}

function parseData(data: unknown): { validationCode?: unknown } | undefined {
  try {
    return (typeof data === "string" ? JSON.parse(data) : data) as { validationCode?: unknown };
  } catch {
    return undefined;
  }
}

/** One failed event fails the delivery: Event Grid sends all of it again. */
async function notify(
  door: EventGridDoor,
  target: RegisteredFunction,
  request: HostRequest,
): Promise<HostAnswer> {
  const parsed = parseBody(request);
  const events: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  if (events.some((event) => typeof event !== "object" || event === null)) return empty(500);
  const ends = await Promise.allSettled(
    events.map(async (event) => door.enter(`event for ${target.name}`, async () => run(door, target, event))),
  );
  const failures = ends.filter((end) => end.status === "rejected");
  for (const { reason } of failures) door.onError(target, reason);
  if (failures.length === 0) return empty(202);
  return text(500, `Exception while executing function: Functions.${target.name}`);
}

async function run(door: EventGridDoor, target: RegisteredFunction, event: unknown): Promise<void> {
  const { data } = event as { data?: unknown };
  const metadata = data === undefined ? {} : { data: jsonData(data) };
  await door.invoke({ target, data: jsonData(event), metadata });
}

/** undefined: malformed, or nothing at all. */
function parseBody(request: HostRequest): unknown {
  try {
    return JSON.parse(request.body.toString("utf8"));
  } catch {
    return undefined;
  }
}
