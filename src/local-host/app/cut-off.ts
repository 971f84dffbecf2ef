import { dotnetException } from "./dotnet-exception.ts";
import type { InvocationResponse } from "./registration.ts";

/** An invocation that never came back to the host. */
export abstract class CutOff extends Error {
  /** The exception as the Durable extension keeps it. */
  abstract readonly details: object;
  /** What came back after all, too late to count. */
  late: InvocationResponse | null = null;
}

/** The function has run longer than `functionTimeout` in host.json allows. */
export class FunctionTimeout extends CutOff {
  readonly details: object;

  constructor(functionName: string, limits: { readonly timeout: string; readonly invocationId: string }) {
    super(`Timeout value of ${limits.timeout} was exceeded by function: Functions.${functionName}`);
    this.details = dotnetException({
      className: "Microsoft.Azure.WebJobs.Host.FunctionTimeoutException",
      assembly: "Microsoft.Azure.WebJobs.Host",
      message: this.message,
      own: {
        Timeout: limits.timeout,
        InstanceId: limits.invocationId,
        MethodName: `Functions.${functionName}`,
        Handled: false,
      },
      stackTrace: timeoutFrame,
      source: "Microsoft.Azure.WebJobs.Host",
    });
  }
}

/** The process that the app runs in has ended. */
export class WorkerExit extends CutOff {
  readonly details: object;
  readonly #code: number;
  /** It is known that another invocation has ended it. */
  readonly isByAnother: boolean;

  constructor(code: number, isByAnother = false) {
    super(`node exited with code ${code} (0x${code.toString(16).toUpperCase()})`);
    this.#code = code;
    this.isByAnother = isByAnother;
    this.details = {
      $type:
        "Microsoft.Azure.WebJobs.Script.Workers.WorkerProcessExitException, Microsoft.Azure.WebJobs.Script",
      Message: this.message,
      Data: { $type: "System.Collections.ListDictionaryInternal, System.Private.CoreLib" },
      InnerException: dotnetException({
        className: "System.Exception",
        assembly: "System.Private.CoreLib",
        message: "",
      }),
      HelpLink: null,
      Source: "System.Private.CoreLib",
      HResult: -2146233088,
      StackTrace: exitFrame,
    };
  }

  ofAnother(): WorkerExit {
    return new WorkerExit(this.#code, true);
  }
}

/** It was scheduled and is disabled, so its invocation was never made. */
export class DisabledActivity extends CutOff {
  readonly details: object;

  constructor(name: string) {
    super(`Activity function '${name}' is disabled.`);
    this.details = dotnetException({
      className: "Microsoft.Azure.WebJobs.Extensions.DurableTask.FunctionFailedException",
      assembly: "Microsoft.Azure.WebJobs.Extensions.DurableTask",
      message: this.message,
    });
  }
}

/** The host has restarted its app, and asks again for what had not come back. */
export class HostRestart extends CutOff {
  readonly details = {};

  constructor() {
    super("The host has restarted.");
  }
}

// the rest of a stack trace belongs to one build of the host
const timeoutFrame =
  "   at Microsoft.Azure.WebJobs.Host.Executors.FunctionExecutor.TryHandleTimeoutAsync(Task invokeTask, CancellationToken shutdownToken, Boolean throwOnTimeout, CancellationToken timeoutToken, TimeSpan timeoutInterval, IFunctionInstance instance, Action onTimeout)";
const exitFrame =
  "   at Microsoft.Azure.WebJobs.Script.Description.WorkerFunctionInvoker.InvokeCore(Object[] parameters, FunctionInvocationContext context)";
