const { app } = require("@azure/functions");
const df = require("durable-functions");

df.app.orchestration("asksOutside", function* (context) {
  const { url, enablePolling, method = "POST", goesOn = false, ...own } = context.df.getInput();
  const headers = { "x-functions-key": "secret", "x-kept": "yes", ...own.headers };
  const tokenSource = own.resource && new df.ManagedIdentityTokenSource(own.resource);
  const order = { method, url, body: { a: 1 }, headers, enablePolling, tokenSource };
  const { statusCode: status, content } = yield context.df.callHttp(order);
  if (!goesOn) return { status, content };
  return { status, next: yield context.df.callActivity("double", { number: 4 }) };
});

const asked = new Map();

/** Accepts, is asked again twice, and is done then. */
app.http("job", {
  route: "job/{name}",
  methods: ["GET", "POST"],
  authLevel: "anonymous",
  handler: async (request) => {
    const { name } = request.params;
    const seen = [
      ...(asked.get(name) ?? []),
      `${request.method} ${request.headers.get("x-functions-key")} ${request.headers.get("x-kept")}`,
    ];
    asked.set(name, seen);
    if (seen.length === 3) return { jsonBody: seen };
    const again = seen.length === 1 ? {} : { "Retry-After": "7" };
    return { status: 202, headers: { Location: `/api/job/${name}`, ...again } };
  },
});

const repaired = new Set();

df.app.activity("repairedLater", {
  handler: ({ key }) => {
    if (repaired.has(key)) return "repaired";
    repaired.add(key);
    throw new Error("broken");
  },
});

df.app.orchestration("breaks", function* (context) {
  const key = context.df.instanceId;
  return yield context.df.callActivity("repairedLater", { key });
});

df.app.orchestration("hasBreakingChild", function* (context) {
  const before = yield context.df.callActivity("double", { number: 1 });
  const child = yield context.df.callSubOrchestrator("breaks", null, `${context.df.instanceId}-child`);
  return [before, child];
});

df.app.orchestration("waitsShortly", function* (context) {
  const due = context.df.currentUtcDateTime.getTime() + 90_000;
  const seen = [];
  while (context.df.currentUtcDateTime.getTime() < due) {
    yield context.df.createTimer(new Date(due));
    seen.push(context.df.currentUtcDateTime.getTime() - due);
  }
  return seen;
});
