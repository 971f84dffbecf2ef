import { colorOfCluster, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import type { Doors, Notice } from "../ports.ts";
import { startUpgrade, type StartAnswer } from "./start-upgrade.ts";

/** Somebody says that a cluster's version nears the end of its support. It may be late, doubled or wrong. */
export interface Notification {
  readonly source: Notice["source"];
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly clusterId: string;
  readonly what: string;
}

/** Where notifications are told that belong to no pair; no pair file may have such a name. */
export const unassigned = "_unassigned";

/** Starts an upgrade where the notification is about an active cluster; says in the pair's notices what became of it. */
export async function takeNotification(doors: Doors, notification: Notification): Promise<Decision> {
  const pair = doors.ports.pairs
    .list()
    .find((one) => colorOfCluster(one, notification.clusterId) !== undefined);
  if (pair === undefined)
    return {
      decision: "ignored",
      reason: `No pair has the cluster ${notification.clusterId}.`,
      operationId: null,
    };
  const decision = await decide(doors, pair, notification);
  const { source, id, at } = notification;
  await doors.ports.journals.notice(pair.name, { at, source, id, ...decision });
  return decision;
}

export type Decision = Pick<Notice, "decision" | "reason" | "operationId">;

async function decide(doors: Doors, pair: Pair, notification: Notification): Promise<Decision> {
  const active = activeColor(await doors.ports.router.read(pair));
  const color = colorOfCluster(pair, notification.clusterId);
  if (color !== active) {
    const reason = `${notification.clusterId} is ${color ?? "no color"}; users are on ${active ?? "neither environment"}.`;
    return { decision: "ignored", reason, operationId: null };
  }
  const by = notification.source === "eventGrid" ? "event-grid" : "timer";
  return decisionOf(
    await startUpgrade(doors, pair, { target: null, by, reason: notification.what, from: "notification" }),
  );
}

function decisionOf(answer: StartAnswer): Decision {
  switch (answer.kind) {
    case "started":
      return { decision: "started", reason: "The active cluster needs an upgrade.", operationId: answer.id };
    case "running":
      return { decision: "ignored", reason: `${answer.id} runs already.`, operationId: answer.id };
    case "busy":
      return {
        decision: "ignored",
        reason: `${answer.id} owns the pair: ${answer.doing}.`,
        operationId: answer.id,
      };
    case "held": {
      const reason = `The pair is held since ${answer.id} ended ${answer.outcome}; only a person's POST upgrade clears that.`;
      return { decision: "ignored", reason, operationId: answer.id };
    }
    case "refused":
      return {
        decision: "ignored",
        reason: `${answer.finding.message} ${answer.finding.fix}`,
        operationId: null,
      };
    default:
      return answer satisfies never;
  }
}
