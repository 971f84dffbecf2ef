import type { InvocationContext } from "@azure/functions";
import * as df from "durable-functions";
import type { OrchestrationContext, Task, TimerTask } from "durable-functions";
import type { OperationId } from "../domain/upgrade/pair-record.ts";
import { isNoSuchInstance, isStartedAlready } from "./durable-answers.ts";
import type { Instance, Operations } from "./ports.ts";

// The only file that names the package: its next major renames tasks and drops locks, and is one file away.
export type { OrchestrationContext, Task, TimerTask };

/** An orchestration's code: only durable tasks are yielded, and `yield*` on a helper keeps the type of its answer. */
export type Story<Answer> = Generator<Task, Answer, unknown>;

export function registerOrchestrator(
  name: string,
  story: (context: OrchestrationContext) => Story<unknown>,
): void {
  df.app.orchestration(name, function* (context) {
    return yield* story(context);
  });
}

/** An activity's input is always an object: the host's log sanitizer corrupts string inputs that look like keys. */
export function registerActivity(
  name: string,
  handler: (input: unknown, context: InvocationContext) => Promise<unknown>,
): void {
  df.app.activity(name, { handler, extraInputs: [durableClient] });
}

export const durableClient = df.input.durableClient();

/** The operations as the durable client of this invocation sees them. */
export function operationsOf(context: InvocationContext): Operations {
  const client = df.getClient(context);
  const instance = async (id: string): Promise<Instance | undefined> => {
    const status = await client.getStatus(id).catch((error: unknown) => {
      if (isNoSuchInstance(error)) return undefined;
      throw error;
    });
    if (status === undefined) return undefined;
    const { input, customStatus } = status;
    return { runtimeStatus: statusOf(status.runtimeStatus), input, customStatus };
  };
  const start = async (name: string, id: string, input: unknown) =>
    startOnce(client, { name, id, input }, instance);
  return {
    start: async (id, input) => start(kindOf(id), id, input),
    startWatch: async (id, input) => start("watch", id, input),
    startVersionCheck: async () => start("versionCheck", "version-check", {}),
    send: async (id, message) => client.raiseEvent(id, "command", message),
    terminate: async (id, reason) => {
      if ((await instance(id))?.runtimeStatus === "running") await client.terminate(id, reason);
    },
    instance,
  };
}

function statusOf(runtimeStatus: string): Instance["runtimeStatus"] {
  switch (runtimeStatus) {
    case "Completed":
      return "completed";
    case "Failed":
      return "failed";
    case "Terminated":
    case "Canceled":
      return "terminated";
    default:
      return "running";
  }
}

const kindOf = (id: OperationId): string => (id.endsWith("-rollback") ? "rollback" : "upgrade");

/** Safe to repeat: an instance that runs already is what the caller wanted. */
async function startOnce(
  client: df.DurableClient,
  order: { name: string; id: string; input: unknown },
  instance: (id: string) => Promise<Instance | undefined>,
): Promise<void> {
  if ((await instance(order.id))?.runtimeStatus === "running") return;
  try {
    await client.startNew(order.name, { instanceId: order.id, input: order.input });
  } catch (error) {
    if (!isStartedAlready(error)) throw error;
  }
}
