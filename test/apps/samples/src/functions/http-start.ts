import { app } from "@azure/functions";
import * as df from "durable-functions";

app.http("httpStart", {
  route: "orchestrators/{orchestratorName}",
  authLevel: "anonymous",
  extraInputs: [df.input.durableClient()],
  handler: async (request, context) => {
    const client = df.getClient(context);
    const body: unknown = await request.json().catch(() => undefined);
    const name = request.params["orchestratorName"] ?? "";
    const instanceId = await client.startNew(name, { input: body });
    context.log(`Started orchestration with ID = '${instanceId}'.`);
    return client.createCheckStatusResponse(request, instanceId);
  },
});
