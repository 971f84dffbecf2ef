import type { RetryContext, RetryPolicy } from "./retry-policy.ts";
import type { HttpData, TypedData } from "./typed-data.ts";

export interface Binding {
  readonly type: string;
  readonly direction: "in" | "out";
  readonly [option: string]: unknown;
}

export interface FunctionMetadata {
  readonly name: string;
  readonly functionId?: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly retryOptions?: RetryPolicy;
}

/** A function that the app has registered, as its worker tells the host of it. */
export interface RegisteredFunction {
  readonly name: string;
  /** Lower case, such as `httptrigger`. */
  readonly type: string;
  readonly triggerName: string;
  readonly trigger: Binding;
  readonly metadata: FunctionMetadata;
  /** The file named by `main` whose loading has registered it. */
  readonly entryFile: string;
  /** The app setting `AzureWebJobs.NAME.Disabled` is set: it is known and never called. */
  readonly isDisabled: boolean;
}

export interface InvocationRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData | undefined }[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  readonly traceContext: object;
  readonly retryContext: RetryContext | null;
}

export interface InvocationResponse {
  readonly returnValue?: TypedData | null;
  readonly outputData?: readonly {
    readonly name: string;
    readonly data?: { http?: HttpData | null } | null;
  }[];
  /** With HTTP streaming: the function has returned nothing, so the app answers no request. */
  readonly isNothing?: boolean;
  /** Functions that an orchestrator calls by a task which stands in two combinations. */
  readonly reusedCalls?: readonly string[];
}

/** What `@azure/functions` hands to its worker, as far as a host uses it. */
export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getCapabilities?(defaults: Record<string, string>): Capabilities | Promise<Capabilities>;
  getInvocationModel(context: InvocationContext): InvocationModel;
}

export type Capabilities = Readonly<Record<string, string | undefined>>;

export interface InvocationContext {
  readonly invocationId: string;
  readonly metadata: FunctionMetadata;
  readonly request: InvocationRequest;
  readonly log: (level: string, category: string, message: string) => void;
  state: string | undefined;
}

export interface InvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>;
  invokeFunction(context: object, inputs: unknown[], callback: unknown): Promise<unknown>;
  getResponse(context: object, result: unknown): Promise<InvocationResponse>;
}

export type Hook = (context: object) => unknown;
