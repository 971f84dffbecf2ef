import { dotnetException } from "../app/dotnet-exception.ts";
import { CutOff } from "../app/cut-off.ts";
import { messageOf } from "../host-error.ts";
import { detailsInMessage, type FailureDetails } from "./failure-details.ts";
import { sanitize } from "./sanitizer.ts";

/** What the extension keeps of an exception in an activity: two texts, or what the app's provider told of it. */
export interface ActivityFailure {
  readonly Reason: string;
  readonly Details: string | null;
  readonly FailureDetails: FailureDetails | null;
}

export function activityFailure(name: string, error: unknown): ActivityFailure {
  const message = sanitize(messageOf(error));
  const Reason = `Activity function '${name}' failed: ${message}`;
  if (error instanceof CutOff)
    return { Reason, Details: JSON.stringify(error.details), FailureDetails: null };
  const details = detailsInMessage(message);
  if (details !== undefined) {
    const unhandled = `Activity function '${name}' failed with an unhandled exception.`;
    return { Reason: unhandled, Details: null, FailureDetails: details };
  }
  // the worker makes an error of whatever else was thrown
  const stack = sanitize(error instanceof Error ? (error.stack ?? "") : `Error: ${message}`);
  return { Reason, Details: detailsOf(message, stack), FailureDetails: null };
}

/** The rest of a stack trace belongs to one build of the host. */
const firstFrame =
  "   at Microsoft.Azure.WebJobs.Script.Description.WorkerFunctionInvoker.InvokeCore(Object[] parameters, FunctionInvocationContext context)";

/** A .NET exception as Newtonsoft writes it; every field is there. */
function detailsOf(message: string, stack: string): string {
  return JSON.stringify(
    dotnetException({
      className: "System.Exception",
      assembly: "System.Private.CoreLib",
      message,
      inner: {
        $type: "Microsoft.Azure.WebJobs.Script.Workers.Rpc.RpcException, Microsoft.Azure.WebJobs.Script",
        IsUserException: false,
        RemoteStackTrace: stack,
        RemoteMessage: message,
        RemoteTypeName: null,
        Message: `Result: Failure\nException: ${message}\nStack: ${stack}`,
        Data: { $type: "System.Collections.ListDictionaryInternal, System.Private.CoreLib" },
        InnerException: null,
        HelpLink: null,
        Source: "System.Private.CoreLib",
        HResult: -2146233088,
        StackTrace: firstFrame,
      },
    }),
  );
}

export const orchestratorFailure = (name: string, message: string): string =>
  `Orchestrator function '${name}' failed: ${message}`;

/** The extension's answer to a name that the app has not registered. */
export function unknownFunction(
  name: string,
  kind: "an orchestrator" | "an entity" | "an activity",
  known: readonly string[],
): string {
  const noun = kind.replace(/^an? /, "");
  const names = known.map((each) => `'${each}'`).join(", ");
  return `The function '${name}' doesn't exist, is disabled, or is not ${kind} function. Additional info: The following are the known ${noun} functions: ${names}.`;
}
