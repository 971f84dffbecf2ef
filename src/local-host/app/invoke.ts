import type { SeenEvent } from "../durable/history-event.ts";
import { CutOff } from "./cut-off.ts";
import type { InvocationResponse, RegisteredFunction } from "./registration.ts";
import type { RetryContext } from "./retry-policy.ts";
import type { TypedData } from "./typed-data.ts";

export interface Invocation {
  readonly target: RegisteredFunction;
  /** Given where it has been told elsewhere already; otherwise it is drawn. */
  readonly id?: string;
  /** With HTTP streaming: the app's own server that has the request; called elsewhere it would wait for ever. */
  readonly sentTo?: string;
  /** The trigger's data; undefined where the host hands over none. */
  readonly data: TypedData | undefined;
  /** The same of an orchestrator's turn, in parts; then nobody reads the data. */
  readonly turn?: TurnData;
  readonly metadata?: Readonly<Record<string, TypedData>>;
  readonly retry?: RetryContext | undefined;
}

export interface TurnData {
  readonly instanceId: string;
  /** What came before the turn: from turn to turn the same list, which only grows. */
  readonly replayed: readonly SeenEvent[];
  readonly opening: readonly SeenEvent[];
  /** JSON text. */
  readonly input: string | null;
  readonly rest: object;
}

/** Calls a function of the app; throws what the function threw. */
export type Invoke = (invocation: Invocation) => Promise<InvocationResponse>;

/** One call as it crossed to Node and back. */
export interface ObservedInvocation extends Invocation {
  /** null: it threw. */
  readonly response: InvocationResponse | null;
  readonly error: unknown;
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
