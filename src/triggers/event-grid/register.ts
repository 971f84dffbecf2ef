import { app, type InvocationContext } from "@azure/functions";
import { notificationLine } from "../../workflow/log-lines.ts";
import { durableClient } from "../../workflow/durable.ts";
import type { Ports } from "../../workflow/ports.ts";
import type { SupportEvent } from "../../workflow/requests/support-event.ts";
import { takeNotification, unassigned } from "../../workflow/requests/take-notification.ts";
import { doorsOf } from "../doors.ts";

/**
 * Takes both event schemas. A bad event is recorded and accepted: refusing it would only bring it back for a
 * day. What throws here is trouble of ours, and then redelivery is what is wanted.
 */
export function registerEventGrid(
  ports: () => Ports,
  parse: (event: unknown) => Promise<SupportEvent>,
): void {
  app.eventGrid("clusterSupport", {
    extraInputs: [durableClient],
    handler: async (event: unknown, context: InvocationContext) => {
      const doors = doorsOf(ports, context);
      const said = await parse(event);
      if (said.kind === "other") {
        const { id, at, reason } = said;
        const decision = { decision: "ignored", reason, operationId: null } as const;
        context.warn(notificationLine(id, decision));
        await doors.ports.journals.notice(unassigned, { at, source: "eventGrid", id, ...decision });
        return;
      }
      const { id, at, clusterId, eventType, kubernetesVersion } = said;
      const what = `${eventType} for Kubernetes ${kubernetesVersion}`;
      const notification = { source: "eventGrid", id, at, clusterId, what } as const;
      context.log(notificationLine(id, await takeNotification(doors, notification)));
    },
  });
}
