const { createHash } = require("node:crypto");
const { app } = require("@azure/functions");
const df = require("durable-functions");

app.setup({ enableHttpStream: true });

const anonymous = { authLevel: "anonymous" };

app.http("params", {
  ...anonymous,
  route: "params/{kind}/{part?}",
  handler: async (request) => ({
    jsonBody: {
      params: request.params,
      query: Object.fromEntries(request.query),
      url: request.url,
      header: request.headers.get("x-own"),
    },
  }),
});

app.http("secured", { authLevel: "function", handler: async () => ({ body: "in" }) });

app.http("digest", {
  ...anonymous,
  handler: async (request, context) => {
    const hash = createHash("sha256");
    let length = 0;
    for await (const chunk of request.body) {
      if (length === 0) context.log("reading");
      hash.update(chunk);
      length += chunk.length;
    }
    return { jsonBody: { length, digest: hash.digest("hex") } };
  },
});

/** Megabytes, each filled with its own number. */
async function* megabytes(count) {
  for (let each = 0; each < count; each += 1) yield new Uint8Array(1024 * 1024).fill(each);
}

app.http("megabytes", {
  ...anonymous,
  handler: async (request) => ({ body: ReadableStream.from(megabytes(Number(request.query.get("count")))) }),
});

app.http("echo", {
  ...anonymous,
  handler: async (request) => ({ headers: { "content-type": "text/plain" }, body: request.body }),
});

async function* ticks() {
  for (let tick = 1; ; tick += 1) {
    yield Buffer.from(`tick ${tick}\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

app.http("endless", { ...anonymous, handler: async () => ({ body: ReadableStream.from(ticks()) }) });

async function* breaking(body) {
  yield Buffer.from("so far");
  await new Response(body).text();
  throw new Error("the source has broken off");
}

app.http("breaking", {
  ...anonymous,
  handler: async (request) => ({ body: ReadableStream.from(breaking(request.body)) }),
});
app.http("boom", { ...anonymous, handler: async () => Promise.reject(new Error("boom")) });
app.http("nothing", { ...anonymous, handler: async () => undefined });
app.http("pid", { ...anonymous, handler: async () => ({ body: String(process.pid) }) });
app.http("noBody", { ...anonymous, handler: async () => ({ status: 204 }) });
app.http("unread", { ...anonymous, handler: async () => ({ status: 202, body: "taken" }) });
app.http("cookies", {
  ...anonymous,
  handler: async () => ({
    cookies: [
      { name: "taste", value: "sweet", sameSite: "Lax", httpOnly: true },
      { name: "kind", value: "oat", path: "/" },
    ],
  }),
});

app.http("begin", {
  ...anonymous,
  methods: ["POST"],
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const id = await client.startNew("waitADay", { instanceId: await request.text() });
    return client.createCheckStatusResponse(request, id);
  },
});

df.app.orchestration("waitADay", function* (context) {
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 86_400_000));
  return "a day later";
});
