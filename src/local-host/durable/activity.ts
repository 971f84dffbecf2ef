import { DisabledActivity, HostRestart } from "../app/cut-off.ts";
import { jsonTextOf, type TypedData } from "../app/typed-data.ts";
import type { HttpOrder } from "./actions.ts";
import type { Engine } from "./engine.ts";
import { activityFailure, unknownFunction } from "./failure.ts";
import { eventTypes, timestampOf, type TaskCompleted, type TaskFailed } from "./history-event.ts";
import { runHttpActivity } from "./http-activity.ts";
import { httpActivity } from "./simulation/call-http.ts";
import type { PendingActivity } from "./state.ts";

/** Runs an activity and journals how it ended. A host that dies before that runs it again: at least once. */
export async function runActivity(engine: Engine, activity: PendingActivity): Promise<void> {
  const event = await call(engine, activity);
  if (event === undefined) return;
  await engine.commit({ kind: "activityEnded", activity: activity.key, event });
}

/** undefined: nobody knows how it ended, so it runs again. */
async function call(
  engine: Engine,
  activity: PendingActivity,
): Promise<TaskCompleted | TaskFailed | undefined> {
  const { name, taskId } = activity;
  const { functions, warn, environment = process.env } = engine.options;
  const common = () => ({ TaskScheduledId: taskId, EventId: -1, Timestamp: timestampOf(engine.now()) });
  try {
    const input: unknown = (JSON.parse(activity.input) as readonly unknown[])[0];
    if (name === httpActivity) {
      const Result = JSON.stringify(await runHttpActivity(input as HttpOrder, environment));
      return { ...common(), EventType: eventTypes.taskCompleted, Result };
    }
    const target = functions.find("activity", name);
    if (target === undefined && functions.takesCalls("activity", name)) throw new DisabledActivity(name);
    if (target === undefined) {
      throw new Error(unknownFunction(name, "an activity", functions.names("activity")));
    }
    const data = dataOf(input);
    const metadata = metadataOf(activity, target.triggerName, data);
    const { returnValue } = await functions.invoke({ target, data, metadata });
    return { ...common(), EventType: eventTypes.taskCompleted, Result: jsonTextOf(returnValue) };
  } catch (error) {
    if (error instanceof HostRestart) return undefined;
    const failure = activityFailure(name, error);
    warn(activity.instanceId, failure.Reason);
    return { ...common(), EventType: eventTypes.taskFailed, ...failure };
  }
}

/** For null and undefined the host hands over no data at all. The SDK has made a string JSON text already. */
function dataOf(input: unknown): TypedData | undefined {
  if (input === null || input === undefined) return undefined;
  return { string: typeof input === "string" ? input : JSON.stringify(input) };
}

function metadataOf(
  activity: PendingActivity,
  triggerName: string,
  data: TypedData | undefined,
): Readonly<Record<string, TypedData>> {
  const text = data?.string ?? undefined;
  const given = text === undefined ? {} : { [triggerName]: { string: text }, data: { json: text } };
  return { instanceId: { string: activity.instanceId }, ...given, ...propertiesOf(text) };
}

/** The properties of an object are told one by one, too. */
function propertiesOf(text: string | undefined): Readonly<Record<string, TypedData>> {
  const value: unknown = text?.startsWith("{") === true ? JSON.parse(text) : {};
  const entries = Object.entries(value as object).map(([name, own]) => [
    name,
    { string: typeof own === "string" ? own : JSON.stringify(own) },
  ]);
  return Object.fromEntries(entries) as Record<string, TypedData>;
}
