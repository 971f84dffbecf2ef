import { detailsOfOrchestrator, type FailureDetails } from "./failure-details.ts";

/** What an orchestrator asked for, as `durable-functions` lists it: one entry a `yield`, since the very start. */
export type Action =
  | ActivityAction
  | ChildAction
  | ContinueAsNewAction
  | TimerAction
  | WaitAction
  | EntityAction
  | HttpAction
  | CompoundAction
  | LockAction
  | ReleaseAction;

export const actionTypes = {
  activity: 0,
  activityWithRetry: 1,
  child: 2,
  childWithRetry: 3,
  continueAsNew: 4,
  timer: 5,
  wait: 6,
  callEntity: 7,
  callHttp: 8,
  signalEntity: 9,
  whenAny: 11,
  whenAll: 12,
  lock: 13,
  release: 14,
} as const;

type Types = typeof actionTypes;

export interface RetryOptions {
  readonly firstRetryIntervalInMilliseconds: number;
  readonly maxNumberOfAttempts: number;
  readonly backoffCoefficient?: number;
  readonly maxRetryIntervalInMilliseconds?: number;
  readonly retryTimeoutInMilliseconds?: number;
}

export interface ActivityAction {
  readonly actionType: Types["activity"] | Types["activityWithRetry"];
  readonly functionName: string;
  readonly input?: unknown;
  readonly retryOptions?: RetryOptions;
}

export interface ChildAction {
  readonly actionType: Types["child"] | Types["childWithRetry"];
  readonly functionName: string;
  readonly instanceId?: string | null;
  readonly version?: string | null;
  readonly input?: unknown;
  readonly retryOptions?: RetryOptions;
}

export interface ContinueAsNewAction {
  readonly actionType: Types["continueAsNew"];
  readonly input?: unknown;
}

export interface TimerAction {
  readonly actionType: Types["timer"];
  readonly fireAt: string;
  readonly isCanceled: boolean;
}

export interface WaitAction {
  readonly actionType: Types["wait"];
  readonly externalEventName: string;
}

export interface EntityAction {
  readonly actionType: Types["callEntity"] | Types["signalEntity"];
  /** `@name@key`. */
  readonly instanceId: string;
  readonly operation: string;
  readonly input?: unknown;
}

export interface HttpAction {
  readonly actionType: Types["callHttp"];
  readonly httpRequest: HttpOrder;
}

/** A request as the SDK words it. */
export interface HttpOrder {
  readonly method: string;
  readonly uri: string;
  readonly content?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** For what the token is meant that it should carry. */
  readonly tokenSource?: { readonly resource: string } | null;
  readonly asynchronousPatternEnabled?: boolean;
}

export interface CompoundAction {
  readonly actionType: Types["whenAny"] | Types["whenAll"];
  readonly compoundActions: readonly Action[];
}

export interface LockAction {
  readonly actionType: Types["lock"];
  readonly lockSet: readonly { readonly name: string; readonly key: string }[];
  readonly lockRequestId: string;
}

export interface ReleaseAction {
  readonly actionType: Types["release"];
}

/** What one turn of an orchestrator came to. */
export interface TurnAnswer {
  readonly actions: readonly Action[];
  readonly isDone: boolean;
  /** JSON text; null where the orchestrator returned nothing. */
  readonly output: string | null;
  /** JSON text; undefined: never set. */
  readonly customStatus: string | undefined;
  /** The message of what it threw; undefined: nothing. */
  readonly error: string | undefined;
  /** Of an error that was told by its kind. */
  readonly failureDetails?: FailureDetails | undefined;
  /** Functions that are called by one task in two combinations. */
  readonly reusedCalls?: readonly string[];
}

const failureMark = "\n\n$OutOfProcData$:";

/** Reads what the SDK returned, or threw: a failed orchestrator's state stands in the message of its exception. */
export function parseAnswer(stateText: string): TurnAnswer {
  const state = JSON.parse(stateText) as {
    actions?: readonly (readonly Action[])[];
    isDone?: boolean;
    output?: unknown;
    customStatus?: unknown;
    error?: string;
    failureDetails?: unknown;
  };
  return {
    actions: state.actions?.[0] ?? [],
    isDone: state.isDone === true,
    output: state.output === undefined ? null : JSON.stringify(state.output),
    customStatus: state.customStatus === undefined ? undefined : JSON.stringify(state.customStatus),
    error: state.error,
    failureDetails: detailsOfOrchestrator(state.failureDetails),
  };
}

/** undefined: the exception is not the SDK's report of a failed orchestrator. */
export function parseFailure(message: string): TurnAnswer | undefined {
  const start = message.indexOf(failureMark);
  if (start < 0) return undefined;
  const answer = parseAnswer(message.slice(start + failureMark.length));
  // a thrown value that is no Error leaves no message behind, and the extension quotes the whole exception
  const error =
    answer.error ?? `One or more errors occurred. (Result: Failure\nException: ${message}\nStack: )`;
  return { ...answer, error };
}
