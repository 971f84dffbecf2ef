import { createHash } from "node:crypto";

export interface EventDelivery {
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

interface SupportEnding {
  readonly id: string;
  readonly clusterId: string;
  readonly kubernetesVersion: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Copies of one event as Event Grid may deliver it: again and again, in either schema, in no order. */
export function deliveriesOf(event: SupportEnding, copies: number, seed: number): readonly EventDelivery[] {
  const rank = (copy: number): string =>
    createHash("sha256").update(`${seed}|delivery|${event.id}|${copy}`).digest("hex");
  return Array.from({ length: copies }, (_, copy) => ({ copy, rank: rank(copy) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .map(({ copy }) => (copy % 2 === 0 ? inEventGridSchema(event) : inCloudEventsSchema(event)));
}

const type = "Microsoft.ContainerService.ClusterSupportEnding";

function inEventGridSchema({ id, clusterId, kubernetesVersion, at }: SupportEnding): EventDelivery {
  const body = [
    {
      topic: clusterId,
      subject: nameIn(clusterId),
      eventType: type,
      id,
      data: { kubernetesVersion },
      dataVersion: "1",
      metadataVersion: "1",
      eventTime: at,
    },
  ];
  return { body, headers: { "aeg-event-type": "Notification", "content-type": "application/json" } };
}

function inCloudEventsSchema({ id, clusterId, kubernetesVersion, at }: SupportEnding): EventDelivery {
  const body = {
    source: clusterId,
    subject: nameIn(clusterId),
    type,
    time: at,
    id,
    data: { kubernetesVersion },
    specversion: "1.0",
  };
  return {
    body,
    headers: { "aeg-event-type": "Notification", "content-type": "application/cloudevents+json" },
  };
}

const nameIn = (resourceId: string): string => resourceId.split("/").at(-1) ?? resourceId;
