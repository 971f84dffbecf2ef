import { describe, expect, test } from "vitest";
import { parseEvent } from "../../src/azure/event-grid/parse-event.ts";
import { clusterIdOf } from "../support/a-pair.ts";

const eventGrid = {
  topic: clusterIdOf("blue"),
  subject: "aks-shop-blue",
  eventType: "Microsoft.ContainerService.ClusterSupportEnding",
  id: "1234",
  data: { kubernetesVersion: "1.34.9" },
  dataVersion: "1",
  metadataVersion: "1",
  eventTime: "2026-11-05T09:00:00.0000000Z",
};

const cloudEvent = {
  source: clusterIdOf("blue"),
  subject: "aks-shop-blue",
  type: "Microsoft.ContainerService.ClusterSupportEnded",
  time: "2026-11-05T09:00:00.0000000Z",
  id: "1235",
  data: { kubernetesVersion: "1.34.9" },
  specversion: "1.0",
};

describe("an event that the support of a cluster ends", () => {
  test("is understood in the Event Grid schema", async () => {
    expect(await parseEvent(eventGrid)).toEqual({
      kind: "clusterSupport",
      id: "1234",
      at: "2026-11-05T09:00:00.000Z",
      clusterId: clusterIdOf("blue"),
      eventType: "ClusterSupportEnding",
      kubernetesVersion: "1.34.9",
    });
  });

  test("is understood as a CloudEvent", async () => {
    expect(await parseEvent(cloudEvent)).toMatchObject({
      kind: "clusterSupport",
      id: "1235",
      eventType: "ClusterSupportEnded",
    });
  });
});

test.for([
  ["nothing", undefined],
  ["a text", "hello"],
  ["an empty object", {}],
  [
    "an event of another type",
    { ...eventGrid, eventType: "Microsoft.ContainerService.NewKubernetesVersionAvailable" },
  ],
  ["an event about something that is no cluster", { ...eventGrid, topic: "/subscriptions/x" }],
  ["an event without a version", { ...eventGrid, data: {} }],
  ["an incomplete CloudEvent", { specversion: "1.0" }],
  ["an event without dataVersion", { ...eventGrid, dataVersion: undefined }],
] as const)("%s is recorded with its reason and never throws", async ([, event]) => {
  const said = await parseEvent(event);
  expect(said.kind).toBe("other");
  expect(said).toHaveProperty("reason");
});
