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
    this.details = {
      $type: "Microsoft.Azure.WebJobs.Host.FunctionTimeoutException, Microsoft.Azure.WebJobs.Host",
      Timeout: limits.timeout,
      InstanceId: limits.invocationId,
      MethodName: `Functions.${functionName}`,
      Handled: false,
      ClassName: "Microsoft.Azure.WebJobs.Host.FunctionTimeoutException",
      Message: this.message,
      Data: null,
      InnerException: null,
      HelpURL: null,
      StackTraceString: timeoutFrame,
      RemoteStackTraceString: null,
      RemoteStackIndex: 0,
      ExceptionMethod: null,
      HResult: -2146233088,
      Source: "Microsoft.Azure.WebJobs.Host",
      WatsonBuckets: null,
    };
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
      InnerException: {
        $type: "System.Exception, System.Private.CoreLib",
        ClassName: "System.Exception",
        Message: "",
        Data: null,
        InnerException: null,
        HelpURL: null,
        StackTraceString: null,
        RemoteStackTraceString: null,
        RemoteStackIndex: 0,
        ExceptionMethod: null,
        HResult: -2146233088,
        Source: null,
        WatsonBuckets: null,
      },
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
    const type = "Microsoft.Azure.WebJobs.Extensions.DurableTask.FunctionFailedException";
    this.details = {
      $type: `${type}, Microsoft.Azure.WebJobs.Extensions.DurableTask`,
      ClassName: type,
      Message: this.message,
      Data: null,
      InnerException: null,
      HelpURL: null,
      StackTraceString: null,
      RemoteStackTraceString: null,
      RemoteStackIndex: 0,
      ExceptionMethod: null,
      HResult: -2146233088,
      Source: null,
      WatsonBuckets: null,
    };
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
