import { createDefaultHttpClient, createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import { CdnManagementClient } from "@azure/arm-cdn";
import { DefaultAzureCredential } from "@azure/identity";
import type { Handle, Router } from "../../src/workflow/ports.ts";

/**
 * What a script in a hurry does: take the users' route out of service, then put it back on the other group. Two
 * rollouts, and between them every edge that has learned of the first answers 404.
 */
export function naiveRouter(real: Router): Router {
  let isOut = false;
  return {
    ...real,
    // the compare step of every write must see that the second half is still to come
    read: async (pair) => {
      const state = await real.read(pair);
      return { ...state, routeEnabled: state.routeEnabled || isOut };
    },
    begin: async (pair, write) => {
      if (write.kind !== "route" || pair.router.kind !== "frontDoor") return real.begin(pair, write);
      const id = pair.router.routeIds[0] ?? "";
      const { routeEnabled } = await real.read(pair);
      isOut = routeEnabled;
      const group = `${pair.router.profileId}/originGroups/${pair.router.originGroups[write.to]}`;
      return routeEnabled
        ? patchRoute(id, { enabledState: "Disabled" })
        : patchRoute(id, { enabledState: "Enabled", originGroup: { id: group } });
    },
  };
}

async function patchRoute(id: string, properties: object): Promise<Handle> {
  const subscription = /^\/subscriptions\/([^/]+)/.exec(id)?.[1] ?? "";
  const { pipeline } = new CdnManagementClient(new DefaultAzureCredential(), subscription, {
    retryOptions: { maxRetries: 0 },
  });
  const request = createPipelineRequest({
    url: `https://management.azure.com${id}?api-version=2024-02-01`,
    method: "PATCH",
    body: JSON.stringify({ properties }),
    headers: createHttpHeaders({ "content-type": "application/json" }),
  });
  const answer = await pipeline.sendRequest(createDefaultHttpClient(), request);
  if (answer.status >= 400)
    throw new Error(`the route was not written: ${answer.status} ${answer.bodyAsText ?? ""}`);
  const statusUrl = answer.headers.get("azure-asyncoperation");
  return { resourceId: id, ...(statusUrl === undefined ? {} : { statusUrl }) };
}
