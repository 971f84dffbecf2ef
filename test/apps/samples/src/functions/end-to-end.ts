import { app, type HttpRequest, type HttpResponseInit } from "@azure/functions";
import * as df from "durable-functions";

/** The kinds of things that Microsoft's own end-to-end app does: every call of the client, failures, sizes, versions. */
type Act = (client: df.DurableClient, id: string, request: HttpRequest) => Promise<HttpResponseInit>;

function endpoint(name: string, act: Act): void {
  app.http(name, {
    route: name,
    methods: ["GET", "POST"],
    authLevel: "anonymous",
    extraInputs: [df.input.durableClient()],
    handler: async (request, context) => {
      try {
        // with HTTP streaming the query stands among the parameters, and such apps count on it
        return await act(df.getClient(context), request.params["instanceId"] ?? "", request);
      } catch (error) {
        return { status: 400, body: error instanceof Error ? error.message : String(error) };
      }
    },
  });
}

const accepted: HttpResponseInit = { status: 202 };

endpoint("suspendInstance", async (client, id) => {
  await client.suspend(id, "suspended by the test");
  return accepted;
});
endpoint("resumeInstance", async (client, id) => {
  await client.resume(id, "resumed by the test");
  return accepted;
});
endpoint("terminateInstance", async (client, id) => {
  await client.terminate(id, "ended by the test");
  return accepted;
});
endpoint("raiseEvent", async (client, id, request) => {
  await client.raiseEvent(id, request.query.get("eventName") ?? "", await request.json());
  return accepted;
});
endpoint("rewindInstance", async (client, id) => {
  await client.rewind(id, "mended");
  return accepted;
});
endpoint("purgeInstance", async (client, id) => ({ jsonBody: await client.purgeInstanceHistory(id) }));
endpoint("purgeCompleted", async (client) => ({
  jsonBody: await client.purgeInstanceHistoryBy({
    createdTimeFrom: new Date(0),
    runtimeStatus: [df.OrchestrationRuntimeStatus.Completed],
  }),
}));
endpoint("getAllInstances", async (client) => ({ jsonBody: await client.getStatusAll() }));
endpoint("getRunningInstances", async (client) => ({
  jsonBody: await client.getStatusBy({ runtimeStatus: [df.OrchestrationRuntimeStatus.Running] }),
}));
endpoint("startVersioned", async (client, id, request) => {
  const version = request.query.get("version") ?? "";
  const started = await client.startNew("versioned", { instanceId: id, version, input: {} });
  return { jsonBody: started };
});
endpoint("waitForCompletion", async (client, id, request) => {
  const limits = { timeoutInMilliseconds: 10_000, retryIntervalInMilliseconds: 20 };
  const answer = await client.waitForCompletionOrCreateCheckStatusResponse(request, id, limits);
  return { status: answer.status, body: await answer.text() };
});

df.app.activity("raiseException", {
  handler: ({ text }: { text: string }) => {
    throw new Error(text);
  },
});

df.app.orchestration("rethrowActivityException", function* (context) {
  yield context.df.callActivity("raiseException", { text: "This activity failed" });
});

df.app.orchestration("catchActivityException", function* (context) {
  try {
    yield context.df.callActivity("raiseException", { text: "This activity failed" });
    return "";
  } catch (error) {
    return error instanceof Error ? (error.message.split(" \n ")[0] ?? "") : "";
  }
});

df.app.orchestration("externalEventOrchestrator", function* (context) {
  return { approved: (yield context.df.waitForExternalEvent("Approval")) as unknown };
});

df.app.orchestration("largeOutput", function* (context) {
  const { kilobytes } = context.df.getInput<{ kilobytes: number }>();
  return (yield context.df.callActivity("makeText", { kilobytes })) as string;
});

df.app.activity("makeText", {
  handler: ({ kilobytes }: { kilobytes: number }) => "x".repeat(kilobytes * 1024),
});

df.app.orchestration("versioned", function* (context) {
  yield context.df.callActivity("sayHello", "you");
  return { version: context.df.version ?? null };
});

df.app.orchestration("countToThree", function* (context) {
  const { count } = context.df.getInput<{ count: number }>();
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 60_000));
  if (count < 3) return context.df.continueAsNew({ count: count + 1 });
  return count;
});
