import type { SeenEvent } from "../durable/history-event.ts";
import type { HostErrorCode } from "../host-error.ts";
import type { LogLine } from "../host-log.ts";
import type { InvocationResponse, RegisteredFunction } from "./registration.ts";
import type { RetryContext } from "./retry-policy.ts";
import type { TypedData } from "./typed-data.ts";

/** What the host says to the process that the app runs in. */
export type ToWorker =
  | { readonly kind: "load"; readonly appFolder: string; readonly durableClient: string }
  | ({ readonly kind: "invoke"; readonly id: number } & SentInvocation)
  /** The instance has ended: its history is not needed any more. */
  | { readonly kind: "forget"; readonly instanceId: string }
  | { readonly kind: "ping" }
  /** Run the hooks for the app's end, then go. */
  | { readonly kind: "end" };

/** What the process answers. */
export type FromWorker =
  | {
      readonly kind: "loaded";
      readonly functions: readonly RegisteredFunction[];
      /** Where the SDK serves requests itself, once the app has asked for HTTP streaming. */
      readonly httpUri: string | undefined;
    }
  | { readonly kind: "notLoaded"; readonly code: HostErrorCode; readonly message: string }
  | { readonly kind: "answer"; readonly id: number; readonly response: InvocationResponse }
  | { readonly kind: "failure"; readonly id: number; readonly error: ToldError }
  | { readonly kind: "log"; readonly line: LogLine }
  | { readonly kind: "pong" }
  /** Its last word: which invocation has ended the process, as far as that can be told. */
  | { readonly kind: "dying"; readonly culprit: number | undefined };

export interface SentInvocation {
  readonly functionName: string;
  readonly invocationId: string | undefined;
  readonly data: TypedData | undefined;
  readonly turn: SentTurn | undefined;
  readonly metadata: Readonly<Record<string, TypedData>> | undefined;
  readonly retry: RetryContext | undefined;
}

/**
 * The data of an orchestrator's turn. A long history is nearly all of it, and the process still has what it was sent
 * for the turn before, so only what has been added since is sent.
 */
export interface SentTurn {
  readonly instanceId: string;
  /** So many events of the history are there already. */
  readonly known: number;
  readonly added: readonly SeenEvent[];
  readonly opening: readonly SeenEvent[];
  /** JSON text. */
  readonly input: string | null;
  readonly rest: object;
}

/** Whatever was thrown, as the worker makes an error of it. */
export interface ToldError {
  readonly message: string;
  readonly stack: string;
}
