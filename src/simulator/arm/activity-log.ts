import type { Agenda, ArmAnswer, ArmProvider, ArmRequest } from "../joints.ts";

/** Somebody's write, as the activity log tells it. */
export interface Activity {
  readonly caller: string;
  readonly method: string;
  readonly resourceId: string;
  readonly status: "Accepted" | "Succeeded";
}

export interface ActivityLog {
  readonly provider: ArmProvider;
  write(activity: Activity): void;
}

interface Entry extends Activity {
  readonly atMs: number;
}

const path = /^\/subscriptions\/([^/]+)\/providers\/Microsoft\.Insights\/eventtypes\/management\/values$/i;

/** Microsoft.Insights' activity log, api-version 2015-04-01: every write, and who made it. */
export function createActivityLog(agenda: Agenda): ActivityLog {
  const entries: Entry[] = [];
  return {
    write: (activity) => void entries.push({ ...activity, atMs: agenda.now() }),
    provider: {
      find(request) {
        const subscription = request.method === "GET" ? path.exec(request.path)?.[1] : undefined;
        if (subscription === undefined) return undefined;
        return {
          operationId: "ActivityLogs_List",
          resourceId: request.path,
          isWrite: false,
          answer: () => answer(entries, request, subscription),
        };
      },
    },
  };
}

function answer(entries: readonly Entry[], request: ArmRequest, subscription: string): ArmAnswer {
  const asked = clausesOf(request.query.get("$filter") ?? "");
  const from = asked.get("eventtimestamp ge");
  if (from === undefined || Number.isNaN(Date.parse(from))) return withoutStart;
  const until = Date.parse(asked.get("eventtimestamp le") ?? "");
  const uri = asked.get("resourceuri eq");
  const group = asked.get("resourcegroupname eq");
  const found = entries.filter(
    ({ atMs, resourceId }) =>
      atMs >= Date.parse(from) &&
      !(atMs > until) &&
      isBelow(resourceId, `/subscriptions/${subscription}`) &&
      (uri === undefined || resourceId.toLowerCase() === uri.toLowerCase()) &&
      (group === undefined || isBelow(resourceId, `/subscriptions/${subscription}/resourceGroups/${group}`)),
  );
  // The newest comes first, as in Azure.
  return { status: 200, body: { value: found.toReversed().map(eventOf) } };
}

const isBelow = (resourceId: string, scope: string): boolean =>
  resourceId.toLowerCase().startsWith(`${scope.toLowerCase()}/`);

/** `name operator` in lower case → value; the service joins its clauses by `and` only. */
const clausesOf = (filter: string): ReadonlyMap<string, string> =>
  new Map(
    [...filter.matchAll(/(\w+)\s+(eq|ge|le)\s+'([^']*)'/gi)].map(
      ([, name = "", operator = "", value = ""]) => [`${name} ${operator}`.toLowerCase(), value],
    ),
  );

const withoutStart: ArmAnswer = {
  status: 400,
  body: {
    error: { code: "BadRequest", message: "The filter must contain eventTimestamp ge '<ISO 8601 instant>'." },
  },
};

const eventOf = ({ caller, atMs, method, resourceId, status }: Entry) => ({
  caller,
  eventTimestamp: new Date(atMs).toISOString(),
  operationName: { value: operationName(method, resourceId) },
  resourceId,
  status: { value: status },
});

/** Such as `Microsoft.Cdn/profiles/afdEndpoints/routes/write` or `…/managedClusters/stop/action`. */
function operationName(method: string, resourceId: string): string {
  const [provider = "", ...rest] =
    resourceId
      .split(/\/providers\//i)
      .at(-1)
      ?.split("/") ?? [];
  const types = rest.filter((_, index) => index % 2 === 0);
  const verb = method === "POST" ? "action" : method === "DELETE" ? "delete" : "write";
  return [provider, ...types, verb].join("/");
}
