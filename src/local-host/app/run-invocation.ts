import { createHash, randomUUID } from "node:crypto";
import type { Log, LogLevel } from "../host-log.ts";
import type { Invocation } from "./invoke.ts";
import type { LoadedCode } from "./load-app.ts";
import type { InvocationContext, InvocationResponse } from "./registration.ts";
import { reusedCalls } from "./reused-calls.ts";
import type { TypedData } from "./typed-data.ts";

interface InvokeOptions {
  readonly code: LoadedCode;
  readonly log: Log;
  /** Data of an extra input binding, by its type. */
  readonly extraInput: (bindingType: string) => TypedData | undefined;
}

interface Call extends Omit<Invocation, "id" | "turn"> {
  readonly id?: string | undefined;
  /** What the SDK would make of the data, where that takes long; then nobody reads the data. */
  readonly parsed?: unknown;
}

/** One invocation, step by step as the Node worker does it. */
export function makeInvoke(options: InvokeOptions): (call: Call) => Promise<InvocationResponse> {
  const { code } = options;
  return async (call) => {
    const coreContext = contextOf(call, options);
    const model = code.model.getInvocationModel(coreContext);
    const { context, inputs } = await model.getArguments();
    if (call.parsed !== undefined) inputs[0] = call.parsed;
    const shared = { hookData: {}, appHookData: code.appHookData, invocationContext: context };
    const before = { ...shared, functionCallback: code.callbacks.get(call.target.name), inputs };
    coreContext.state = "preInvocationHooks";
    for (const hook of code.hooks("preInvocation")) await hook(before);
    coreContext.state = "invocation";
    const after: { result: unknown; error: unknown } = { ...before, result: null, error: null };
    try {
      after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
    } catch (error) {
      after.error = error;
    }
    coreContext.state = "postInvocationHooks";
    for (const hook of code.hooks("postInvocation")) await hook(after);
    // a hook may take the error back by clearing it; who throws undefined has thrown nothing
    if (after.error !== null && after.error !== undefined) throw after.error;
    const response = await model.getResponse(context, after.result);
    return { ...response, ...remarksOn(after.result, call.target.type, code) };
  };
}

/** What can only be told from the result itself, before it is turned into an answer. */
function remarksOn(
  result: unknown,
  type: string,
  { httpUri }: LoadedCode,
): Pick<InvocationResponse, "isNothing" | "reusedCalls"> {
  if (type === "httptrigger" && httpUri !== undefined && (result ?? null) === null)
    return { isNothing: true };
  const reused = type === "orchestrationtrigger" ? reusedCalls(result) : [];
  return reused.length > 0 ? { reusedCalls: reused } : {};
}

function contextOf(call: Call, options: InvokeOptions): InvocationContext {
  const { target, data, parsed, metadata, retry } = call;
  const given = parsed === undefined ? data : undefined;
  const invocationId = call.id ?? randomUUID();
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
      retryContext: retry ?? null,
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
