import type { InvocationContext } from "@azure/functions";
import * as df from "durable-functions";
import type { OrchestrationContext, Task, TimerTask } from "durable-functions";
import type { OperationId } from "../domain/upgrade/pair-record.ts";
import type { Operations } from "./ports.ts";

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
  const runtimeStatus = async (id: string): Promise<"running" | "terminal" | undefined> => {
    const status = await client.getStatus(id).catch((error: unknown) => {
      // the SDK throws where the instance does not exist (azure-functions-durable-js#40)
      if (error instanceof Error && error.message.includes("404")) return undefined;
      throw error;
    });
    if (status === undefined) return undefined;
    return ended.has(status.runtimeStatus) ? "terminal" : "running";
  };
  return {
    start: async (id, input) => startOnce(client, { name: kindOf(id), id, input }, runtimeStatus),
    startVersionCheck: async () =>
      startOnce(client, { name: "versionCheck", id: "version-check", input: {} }, runtimeStatus),
    send: async (id, command) => client.raiseEvent(id, "command", command),
    terminate: async (id, reason) => {
      if ((await runtimeStatus(id)) === "running") await client.terminate(id, reason);
    },
    runtimeStatus,
  };
}

const ended: ReadonlySet<string> = new Set(["Completed", "Failed", "Terminated", "Canceled"]);

const kindOf = (id: OperationId): string => (id.endsWith("-rollback") ? "rollback" : "upgrade");

/** Safe to repeat: an instance that runs already is what the caller wanted. */
async function startOnce(
  client: df.DurableClient,
  order: { name: string; id: string; input: unknown },
  runtimeStatus: (id: string) => Promise<"running" | "terminal" | undefined>,
): Promise<void> {
  if ((await runtimeStatus(order.id)) === "running") return;
  try {
    await client.startNew(order.name, { instanceId: order.id, input: order.input });
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("409"))) throw error;
  }
}
