import { createHash, randomUUID } from "node:crypto";
import { CutOff } from "./cut-off.ts";
import type { Log, LogLevel } from "../host-log.ts";
import type { LoadedApp } from "./load-app.ts";
import type { InvocationContext, InvocationResponse, RegisteredFunction } from "./registration.ts";
import type { RetryContext } from "./retry-policy.ts";
import { reusedCalls } from "./reused-calls.ts";
import type { TypedData } from "./typed-data.ts";

export interface Invocation {
  readonly target: RegisteredFunction;
  /** Given where it has been told elsewhere already; otherwise it is drawn. */
  readonly id?: string;
  /** The trigger's data; undefined where the host hands over none. */
  readonly data: TypedData | undefined;
  /** What the SDK would make of it, where that takes long; then nobody reads the data. */
  readonly parsed?: unknown;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  readonly retry?: RetryContext | undefined;
}

/** Calls a function of the app; throws what the function threw. */
export type Invoke = (invocation: Invocation) => Promise<InvocationResponse>;

/** One call as it crossed to Node and back. */
export interface ObservedInvocation extends Invocation {
  /** null: it threw. */
  readonly response: InvocationResponse | null;
  readonly error: unknown;
}

interface InvokeOptions {
  readonly app: LoadedApp;
  readonly log: Log;
  /** Data of an extra input binding, by its type. */
  readonly extraInput: (bindingType: string) => TypedData | undefined;
}

/** Tells of every invocation once it has come back. */
export function observed(
  invoke: Invoke,
  observe: ((invocation: ObservedInvocation) => void) | undefined,
): Invoke {
  if (observe === undefined) return invoke;
  return async (invocation) => {
    try {
      const response = await invoke(invocation);
      observe({ ...invocation, response, error: undefined });
      return response;
    } catch (error) {
      observe({ ...invocation, response: error instanceof CutOff ? error.late : null, error });
      throw error;
    }
  };
}

/** One invocation, step by step as the Node worker does it. */
export function makeInvoke(options: InvokeOptions): Invoke {
  return async (invocation) => {
    const { app } = options;
    const coreContext = contextOf(invocation, options);
    const model = app.model.getInvocationModel(coreContext);
    const { context, inputs } = await model.getArguments();
    if (invocation.parsed !== undefined) inputs[0] = invocation.parsed;
    const shared = { hookData: {}, appHookData: {}, invocationContext: context };
    const before = { ...shared, functionCallback: invocation.target.callback, inputs };
    coreContext.state = "preInvocationHooks";
    for (const hook of app.hooks("preInvocation")) await hook(before);
    coreContext.state = "invocation";
    const after: { result: unknown; error: unknown } = { ...before, result: null, error: null };
    let hasFailed = false;
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      hasFailed = true;
      after.error = error;
    }
    coreContext.state = "postInvocationHooks";
    for (const hook of app.hooks("postInvocation")) await hook(after);
    // a hook may take the error back by clearing it
    if (hasFailed && after.error !== null) throw after.error;
    const response = await model.getResponse(context, after.result);
    return { ...response, ...remarksOn(after.result, invocation.target, app) };
  };
}

/** What can only be told from the result itself, before it is turned into an answer. */
function remarksOn(
  result: unknown,
  { type }: RegisteredFunction,
  { httpUri }: LoadedApp,
): Pick<InvocationResponse, "isNothing" | "reusedCalls"> {
  if (type === "httptrigger" && httpUri !== undefined && (result ?? null) === null)
    return { isNothing: true };
  const reused = type === "orchestrationtrigger" ? reusedCalls(result) : [];
  return reused.length > 0 ? { reusedCalls: reused } : {};
}

function contextOf(invocation: Invocation, options: InvokeOptions): InvocationContext {
  const { target, data, parsed, metadata } = invocation;
  const given = parsed === undefined ? data : undefined;
  const invocationId = invocation.id ?? randomUUID();
  const inputs = Object.entries(target.metadata.bindings).filter(([, binding]) => binding.direction === "in");
  return {
    invocationId,
    metadata: target.metadata,
    request: {
      invocationId,
      functionId: target.name,
      inputData: inputs.map(([name, binding]) => ({
        name,
        data: name === target.triggerName ? given : options.extraInput(binding.type),
      })),
      triggerMetadata: metadata ?? {},
      retryContext: invocation.retry ?? null,
      traceContext: { traceParent: traceParentOf(invocationId), traceState: "", attributes: {} },
    },
    log: (level, category, message) => {
      options.log({
        level: level as LogLevel,
        category: category === "user" ? "user" : "system",
        functionName: target.name,
        message,
      });
    },
    state: undefined,
  };
}

function traceParentOf(invocationId: string): string {
  const trace = createHash("sha256").update(invocationId).digest("hex");
  return `00-${trace.slice(0, 32)}-${trace.slice(32, 48)}-01`;
}
