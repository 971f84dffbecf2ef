const { app } = require("@azure/functions");
const df = require("durable-functions");

df.app.activity("add", { handler: ({ number, step }) => number + step });

function* add(context) {
  const { steps, from } = context.df.getInput();
  let number = from;
  for (let step = 1; step <= steps; step += 1) {
    number = yield context.df.callActivity("add", { number, step });
  }
  return number;
}

df.app.orchestration("addUp", add);

/** As many steps, then a turn for each event until it is asked for no more. */
df.app.orchestration("addUpAndListen", function* (context) {
  let number = yield* add(context);
  for (let more = 1; more > 0; number += more) more = yield context.df.waitForExternalEvent("more");
  return number;
});

/** Starts one through the client, as an app's own starter does. */
app.http("begin", {
  methods: ["POST"],
  authLevel: "anonymous",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const id = await client.startNew("addUp", { input: await request.json() });
    return { status: 202, jsonBody: { id } };
  },
});
