import type { ArmAnswer } from "../joints.ts";
import type { Cluster } from "./cluster.ts";
import { durationMs, type Duration } from "./durations.ts";
import { refusalFor } from "./gate.ts";
import type { AksRequest } from "./request.ts";
import { notFound } from "./refusals.ts";

/** Start, stop, delete and tags: one state while under way, another at the end. */
interface Change {
  readonly what: Duration;
  readonly during: string;
  readonly end: (cluster: Cluster) => void;
  readonly allowStopped: boolean;
}

export const powerOn = (asked: AksRequest): ArmAnswer =>
  change(asked, {
    what: "start",
    during: "Starting",
    allowStopped: true,
    end: (cluster) => {
      setPower(cluster, "Running");
      asked.parts.started(cluster.id);
    },
  });

export const powerOff = (asked: AksRequest): ArmAnswer =>
  change(asked, {
    what: "stop",
    during: "Stopping",
    allowStopped: true,
    end: (cluster) => setPower(cluster, "Stopped"),
  });

export const remove = (asked: AksRequest): ArmAnswer =>
  change(asked, {
    what: "delete",
    during: "Deleting",
    allowStopped: true,
    end: (cluster) => asked.parts.store.remove(cluster.id),
  });

export function updateTags(asked: AksRequest): ArmAnswer {
  const { tags = {} } = (asked.request.body ?? {}) as { tags?: Record<string, string> };
  const answer = change(asked, {
    what: "tags",
    during: "Updating",
    allowStopped: false,
    end: (cluster) => void (cluster.tags = { ...tags }),
  });
  return answer.status === 202
    ? { ...answer, body: structuredClone(asked.parts.store.find(asked.clusterId)) }
    : answer;
}

function setPower(cluster: Cluster, code: string): void {
  cluster.properties.powerState = { code };
  for (const pool of cluster.properties.agentPoolProfiles) pool.powerState = { code };
}

function change({ parts, clusterId, operationId }: AksRequest, wish: Change): ArmAnswer {
  const cluster = parts.store.find(clusterId);
  const refusal = refusalFor(cluster, clusterId, wish.allowStopped);
  if (refusal !== undefined || cluster === undefined) return refusal ?? notFound(clusterId);
  parts.store.change(cluster, () => (cluster.properties.provisioningState = wish.during));
  const headers = parts.operations.begin({
    provider: "Microsoft.ContainerService",
    operationId,
    resourceId: clusterId,
    durationMs: durationMs(parts.draw, wish.what, { resourceId: clusterId }),
    succeed: () =>
      parts.store.change(cluster, () => {
        cluster.properties.provisioningState = "Succeeded";
        wish.end(cluster);
      }),
    fail: () => parts.store.change(cluster, () => (cluster.properties.provisioningState = "Failed")),
  });
  return { status: 202, headers };
}
