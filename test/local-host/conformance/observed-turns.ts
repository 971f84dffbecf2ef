import { CutOff } from "../../../src/local-host/app/cut-off.ts";
import type { ObservedInvocation } from "../../../src/local-host/app/invoke.ts";
import type { TypedData } from "../../../src/local-host/app/typed-data.ts";
import type { Turn } from "./recording.ts";

const kinds: Readonly<Record<string, Turn["kind"]>> = {
  activitytrigger: "activity",
  orchestrationtrigger: "orchestrator",
  entitytrigger: "entity",
};

/** An invocation in the form of the recordings; nothing for what has no durable trigger. */
export function turnOf(invocation: ObservedInvocation): readonly Turn[] {
  const { target, data, metadata } = invocation;
  const kind = kinds[target.type];
  if (kind === undefined) return [];
  const common = { kind, function: target.name, response: responseOf(invocation) };
  if (kind === "activity") {
    const instanceId = metadata?.["instanceId"]?.string ?? "";
    return [{ ...common, instanceId, trigger: data ?? {}, triggerMetadata: metadata }];
  }
  const trigger = JSON.parse(data?.string ?? "{}") as {
    instanceId?: string;
    self?: { name: string; key: string };
  };
  const instanceId = trigger.instanceId ?? `@${trigger.self?.name}@${trigger.self?.key}`;
  return [{ ...common, instanceId, trigger }];
}

function responseOf({ target, response, error }: ObservedInvocation): unknown {
  if (response !== null) {
    const { returnValue } = response;
    return { status: "Success", ...(returnValue ? { returnValue: parsed(returnValue) } : {}) };
  }
  if (error instanceof CutOff) return null;
  const message = error instanceof Error ? error.message : String(error);
  const stackTrace = target.type === "orchestrationtrigger" ? null : stackOf(error);
  const [, state] = message.split("$OutOfProcData$:");
  return {
    status: "Failure",
    exception: { message, stackTrace },
    ...(state === undefined ? {} : { exceptionOutOfProcData: JSON.parse(state) as unknown }),
  };
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? "") : `Error: ${String(error)}`;

/** JSON is recorded parsed. */
const parsed = ({ json, ...rest }: TypedData): unknown =>
  typeof json === "string" ? { ...rest, json: JSON.parse(json) as unknown } : rest;
