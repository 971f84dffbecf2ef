const { app } = require("@azure/functions");
const df = require("durable-functions");

const open = { methods: ["POST"], authLevel: "anonymous", extraInputs: [df.input.durableClient()] };

/** Reports what the SDK threw with a status of its own. */
const thrown = (error) => ({ status: 599, jsonBody: { thrown: error.message } });

app.http("start", {
  route: "start/{name}",
  ...open,
  handler: async (request, context) => {
    const client = df.getClient(context);
    const body = await request.text();
    try {
      const options = {};
      if (request.query.has("id")) options.instanceId = request.query.get("id");
      if (body) options.input = JSON.parse(body);
      if (request.query.has("version")) options.version = request.query.get("version");
      const given = Object.keys(options).length > 0 ? options : undefined;
      const id = await client.startNew(request.params.name, given);
      return client.createCheckStatusResponse(request, id);
    } catch (error) {
      return thrown(error);
    }
  },
});

const operations = {
  raise: ({ client, id, arg, data }) => client.raiseEvent(id, arg, data),
  terminate: ({ client, id }) => client.terminate(id, "why not"),
  suspend: ({ client, id }) => client.suspend(id, "hold"),
  resume: ({ client, id }) => client.resume(id, "go"),
  status: ({ client, id }) => client.getStatus(id, { showHistory: true, showHistoryOutput: true }),
  statusPlain: ({ client, id }) => client.getStatus(id),
  purge: ({ client, id }) => client.purgeInstanceHistory(id),
  signal: ({ client, id, arg, data }) => client.signalEntity(new df.EntityId("counter", id), arg, data),
  read: ({ client, id }) => client.readEntityState(new df.EntityId("counter", id)),
  rewind: ({ client, id }) => client.rewind(id, "r"),
  payload: async ({ client, id }) => client.createHttpManagementPayload(id),
  wait: ({ client, id, request }) =>
    client.waitForCompletionOrCreateCheckStatusResponse(request, id, {
      timeoutInMilliseconds: 2500,
      retryIntervalInMilliseconds: 200,
    }),
  by: ({ client }) => client.getStatusBy({ runtimeStatus: ["Terminated"] }),
  all: async ({ client }) => (await client.getStatusAll()).length > 0,
  purgeBy: ({ client }) =>
    client.purgeInstanceHistoryBy({
      createdTimeFrom: new Date(0),
      runtimeStatus: [df.OrchestrationRuntimeStatus.Terminated],
    }),
  startBad: ({ client }) => client.startNew("nosuch"),
};

app.http("ops", {
  route: "ops/{id}/{op}",
  ...open,
  handler: async (request, context) => {
    const client = df.getClient(context);
    const { id, op } = request.params;
    const body = await request.text();
    const data = body ? JSON.parse(body) : undefined;
    try {
      const result = await operations[op]({ client, id, request, data, arg: request.query.get("arg") });
      return op === "wait"
        ? result
        : { jsonBody: { ok: true, result: result === undefined ? "UNDEF" : result } };
    } catch (error) {
      return thrown(error);
    }
  },
});
