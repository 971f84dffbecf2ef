import { app } from "@azure/functions";
import * as df from "durable-functions";

df.app.entity<number>("counter", (context) => {
  const count = context.df.getState(() => 0) ?? 0;
  const { operationName } = context.df;
  if (operationName === "add") context.df.setState(count + (context.df.getInput<number>() ?? 0));
  if (operationName === "reset") context.df.setState(0);
  if (operationName === "get") context.df.return(count);
});

df.app.orchestration("counterOrchestration", function* (context) {
  const entity = new df.EntityId("counter", "myCounter");
  const current = (yield context.df.callEntity(entity, "get")) as number;
  if (current < 10) yield context.df.callEntity(entity, "add", 1);
  return (yield context.df.callEntity(entity, "get")) as number;
});

app.http("counterHttp", {
  route: "counter/{id}",
  methods: ["GET", "POST"],
  authLevel: "anonymous",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const entity = new df.EntityId("counter", request.params["id"] ?? "");
    if (request.method === "POST") {
      await client.signalEntity(entity, "add", Number(await request.text()));
      return { status: 202 };
    }
    const { entityExists, entityState } = await client.readEntityState<number>(entity);
    return entityExists ? { jsonBody: entityState } : { status: 404 };
  },
});
