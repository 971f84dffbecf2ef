import { EventGridDeserializer } from "@azure/eventgrid";
import { z } from "zod";
import type { SupportEvent } from "../../workflow/requests/support-event.ts";

const prefix = "Microsoft.ContainerService.";

const Event = z.object({
  id: z.string().min(1),
  type: z.enum([`${prefix}ClusterSupportEnding`, `${prefix}ClusterSupportEnded`]),
  at: z.coerce.date(),
  clusterId: z
    .string()
    .regex(
      /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ContainerService\/managedClusters\/[^/]+$/i,
    ),
  kubernetesVersion: z.string().min(1),
});

const deserializer = new EventGridDeserializer();

/** Takes the Event Grid schema and CloudEvents 1.0; never throws, whatever it is given. */
export async function parseEvent(event: unknown): Promise<SupportEvent> {
  const raw = (event ?? {}) as Readonly<Record<string, unknown>>;
  const known = {
    id: textIn(raw["id"]) ?? "without id",
    at: textIn(raw["eventTime"]) ?? textIn(raw["time"]) ?? "",
  };
  try {
    const parsed = Event.safeParse(await common(raw));
    if (!parsed.success) return { kind: "other", ...known, reason: z.prettifyError(parsed.error) };
    const { id, at, type, clusterId, kubernetesVersion } = parsed.data;
    const eventType =
      type === `${prefix}ClusterSupportEnding` ? "ClusterSupportEnding" : "ClusterSupportEnded";
    return { kind: "clusterSupport", id, at: at.toISOString(), clusterId, eventType, kubernetesVersion };
  } catch (error) {
    return { kind: "other", ...known, reason: error instanceof Error ? error.message : "It cannot be read." };
  }
}

/** Both schemas say the same under different names. */
async function common(raw: Readonly<Record<string, unknown>>): Promise<object> {
  if (raw["specversion"] !== undefined) {
    const [event] = await deserializer.deserializeCloudEvents(raw);
    return {
      id: event?.id,
      type: event?.type,
      at: event?.time,
      clusterId: event?.source,
      ...versionIn(event?.data),
    };
  }
  const [event] = await deserializer.deserializeEventGridEvents(raw);
  return {
    id: event?.id,
    type: event?.eventType,
    at: event?.eventTime,
    clusterId: event?.topic,
    ...versionIn(event?.data),
  };
}

const versionIn = (data: unknown): object => ({
  kubernetesVersion: ((data ?? {}) as Readonly<Record<string, unknown>>)["kubernetesVersion"],
});

const textIn = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
