import { z } from "zod";
import type { HasPipeline } from "../arm/clients.ts";
import { parsedAs } from "../arm/errors.ts";
import { sendRaw } from "../arm/raw.ts";
import { parseResourceId } from "../arm/resource-id.ts";

const Events = z.object({
  value: z.array(
    z.looseObject({
      caller: z.string().optional(),
      eventTimestamp: z.string(),
      resourceId: z.string().default(""),
      operationName: z.object({ value: z.string() }),
      status: z.object({ value: z.string() }).optional(),
    }),
  ),
});

const mostTold = 3;

/**
 * Who wrote to a resource or anything below it since then, newest first, each with what and when. The log is minutes
 * late and names the app's own identity, too, so it helps a person and decides nothing.
 */
export async function writersOf(
  client: HasPipeline,
  request: { resourceId: string; since: string },
): Promise<readonly string[]> {
  const { subscriptionId, resourceGroup } = parseResourceId(request.resourceId);
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`;
  const filter = `eventTimestamp ge '${request.since}' and resourceGroupName eq '${resourceGroup}'`;
  const query = new URLSearchParams({ "api-version": "2015-04-01", $filter: filter });
  const target = `https://management.azure.com${path}?${query.toString()}`;
  const answer = await sendRaw(client, { method: "GET", target, resource: request.resourceId });
  const events = parsedAs(Events, answer.body, request.resourceId).value.filter(
    (event) =>
      event.resourceId.toLowerCase().startsWith(request.resourceId.toLowerCase()) &&
      /\/write$/i.test(event.operationName.value),
  );
  const newest = events.toSorted((a, b) => b.eventTimestamp.localeCompare(a.eventTimestamp));
  const told = newest.map(
    (event) => `${event.caller ?? "somebody"} (${nameOf(event.resourceId)}, ${event.eventTimestamp})`,
  );
  return [...new Set(told)].slice(0, mostTold);
}

const nameOf = (resourceId: string): string => resourceId.split("/").slice(-2).join("/");
