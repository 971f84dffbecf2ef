const { appendFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { app } = require("@azure/functions");
const df = require("durable-functions");

// the order of the keys is the recorded app's: the name of a binding is a hash of them
const anonymous = { authLevel: "anonymous" };

app.http("ping", { methods: ["GET", "POST"], ...anonymous, handler: async () => ({ body: "pong" }) });

const get = (name, route, handler) => app.http(name, { route, methods: ["GET"], ...anonymous, handler });
get("getOnly", "getonly", async ({ method }) => ({ jsonBody: { method } }));
get("intItem", "items/{id:int}", async ({ params, url }) => ({
  jsonBody: { params, url: url.replace(/:\d+/, ":PORT") },
}));
get("alpha", "alpha/{name:alpha:minlength(3)}", async ({ params }) => ({ jsonBody: params }));
get("optional", "opt/{x?}", async ({ params }) => ({ jsonBody: params }));
get("catchall", "files/{*path}", async ({ params, query }) => ({
  jsonBody: { params, query: Object.fromEntries(query) },
}));

app.http("default1", { ...anonymous, handler: async ({ method }) => ({ body: method }) });
app.http("fnAuth", { route: "secure", authLevel: "function", handler: async () => ({ body: "in" }) });
app.http("admAuth", { route: "needs-admin", authLevel: "admin", handler: async () => ({ body: "in" }) });
app.http("admConflict", { route: "admin-only", ...anonymous, handler: async () => ({ body: "in" }) });

const any = (name, route, handler) => app.http(name, { route, ...anonymous, handler });
any("boom", "boom", async () => {
  throw new Error("handler boom");
});
any("empty", "empty", async () => undefined);
any("status204", "s204", async () => ({ status: 204 }));
any("badReturn", "badreturn", async () => "a string");
any("cookies", "cookies", async () => ({
  status: 201,
  headers: { "X-A": "b", "content-type": "text/html" },
  cookies: [{ name: "c", value: "v", path: "/", httpOnly: true }],
  body: "<b>hi</b>",
}));

app.http("echoBody", {
  route: "echo",
  methods: ["POST", "PUT"],
  ...anonymous,
  handler: async (request) => ({
    jsonBody: {
      ct: request.headers.get("content-type"),
      len: (await request.text()).length,
      headers: [...request.headers.keys()].toSorted(),
    },
  }),
});

/** What a function was called with, one line each, for whoever compares. */
const note = (file, line) =>
  appendFileSync(path.join(process.env.SCRATCH || tmpdir(), file), `${JSON.stringify(line)}\n`);

app.eventGrid("onEvent", {
  handler: async (event, context) => {
    note("eg.jsonl", { fn: "onEvent", ev: event, tm: context.triggerMetadata });
    if (event.data?.fail) throw new Error("event boom");
  },
});

df.app.client.eventGrid("egStart", {
  handler: async (event, client) => {
    await client.startNew("input", { instanceId: `eg-${event.id}`, input: event.data });
  },
});

const timer = (name, schedule, key) =>
  app.timer(name, {
    schedule,
    handler: (info, context) => note("tick.jsonl", { [key]: info, tm: context.triggerMetadata }),
  });
timer("tick", "*/5 * * * * *", "t");
timer("minutely", "0 * * * * *", "minutely");
app.timer("yearly", {
  schedule: "0 0 0 1 1 *",
  runOnStartup: false,
  handler: (info, context) => note("tick.jsonl", { yearly: info, tm: context.triggerMetadata }),
});
app.timer("spanTimer", {
  schedule: "00:00:07",
  handler: (info) => note("tick.jsonl", { span: info }),
});

app.generic("manualThing", {
  trigger: { type: "manualTrigger", name: "inp" },
  return: undefined,
  handler: async (input) => note("tick.jsonl", { manual: input }),
});
