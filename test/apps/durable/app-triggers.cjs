const { app } = require("@azure/functions");
const df = require("durable-functions");

const anonymous = { authLevel: "anonymous", methods: ["GET"] };
const params = async (request) => ({ jsonBody: request.params });

app.http("number", { ...anonymous, route: "items/{id:int}", handler: params });
app.http("anyItem", { ...anonymous, route: "items/{name}", handler: async () => ({ body: "by name" }) });
app.http("optional", { ...anonymous, route: "optional/{part?}", handler: params });
app.http("rest", { ...anonymous, route: "files/{*path}", handler: params });
app.http("secured", {
  methods: ["GET", "POST"],
  authLevel: "function",
  handler: async () => ({ body: "in" }),
});
app.http("forAdmins", { methods: ["GET"], authLevel: "admin", handler: async () => ({ body: "in" }) });
app.http("nothing", { ...anonymous, handler: async () => undefined });
app.http("boom", { ...anonymous, handler: async () => Promise.reject(new Error("boom")) });
app.http("echo", {
  methods: ["POST"],
  authLevel: "anonymous",
  handler: async (request) => ({
    status: 201,
    headers: { "x-length": String((await request.arrayBuffer()).byteLength) },
    jsonBody: { query: Object.fromEntries(request.query), type: request.headers.get("content-type") },
    cookies: [
      { name: "taste", value: "sweet", httpOnly: true, sameSite: "Lax" },
      { name: "kind", value: "oat", path: "/cakes", maxAge: 60 },
    ],
  }),
});
app.http("begin", {
  methods: ["POST"],
  authLevel: "anonymous",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const id = await client.startNew("sequence", { instanceId: request.query.get("id"), input: {} });
    return client.createCheckStatusResponse(request, id);
  },
});

/** What a handler was called with, for the test. */
const tell = (call) =>
  fetch(`${process.env.TEST_DESK}/calls`, { method: "POST", body: JSON.stringify(call) });

app.eventGrid("onEvent", {
  handler: async (event, context) => {
    await tell({ name: "onEvent", event, metadata: context.triggerMetadata });
    if (event.data?.fails) throw new Error("event refused");
  },
});
app.timer("daily", {
  schedule: "%TEST_SCHEDULE%",
  handler: async (timer, context) => {
    await tell({ name: "daily", timer, metadata: context.triggerMetadata });
  },
});
