import { OutsideError, type Reaction } from "../../workflow/errors.ts";

/**
 * ARM's codes that a wait can cure; every other 4xx needs a person. AKS answers 409 EtagMismatch also for
 * "another operation is in progress" (terraform-azurerm-aks#604).
 */
const curedByWaiting: ReadonlySet<string> = new Set([
  "OperationNotAllowed",
  "EtagMismatch",
  "Conflict",
  "AnotherOperationInProgress",
  "TooManyRequests",
  "Throttled",
  "OperationPreempted",
]);

const fixes: Readonly<Record<string, string>> = {
  AuthorizationFailed: "Give the app's identity the roles that infra lists.",
  QuotaExceeded: "Raise the quota in this region, then start again.",
  ResourceNotFound: "Check the resource id in the pair file.",
  K8sVersionNotSupported: "Ask for a version that the region offers.",
};

/** What an answer of ARM, with this status and body, asks us to do. */
export function refusal(answer: {
  status: number;
  code: string;
  message: string;
  resource: string;
  retryAfter?: string | undefined;
}): OutsideError {
  const { status, code, message, resource } = answer;
  const seconds = retryAfterSeconds(answer.retryAfter);
  return new OutsideError({
    reaction: reactionTo(status, code),
    code,
    message,
    resource,
    fix:
      fixes[code] ??
      (status >= 500 ? "It is tried again." : "Mend the cause that the message names, then start again."),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  });
}

function reactionTo(status: number, code: string): Reaction {
  if (status === 429 || status === 408 || status >= 500) return "later";
  return status === 409 && curedByWaiting.has(code) ? "later" : "stop";
}

/** Seconds as ARM sends them; an HTTP date is for servers with another clock, so the caller's own pause counts. */
export function retryAfterSeconds(header: string | undefined): number | undefined {
  const seconds = Number(header);
  return header === undefined || !Number.isFinite(seconds) || seconds < 0 ? undefined : seconds;
}

/** Anything an SDK throws, as trouble with a reaction. Requests never reach a message, so no token can. */
export function troubleWith(resource: string, error: unknown): OutsideError {
  if (error instanceof OutsideError) return error;
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  const text = (message ?? "no message").split("\n")[0] ?? "";
  if (typeof statusCode === "number") {
    return refusal({ status: statusCode, code: code ?? `HTTP_${statusCode}`, message: text, resource });
  }
  const trouble = {
    reaction: "later",
    code: code ?? "UNREACHABLE",
    message: text,
    resource,
    fix: "It is tried again.",
  } as const;
  return new OutsideError(trouble, { cause: error });
}

/** undefined when the resource does not exist; any other error as trouble. */
export async function orAbsent<Found>(resource: string, asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw troubleWith(resource, error);
  }
}

export async function orTrouble<Found>(resource: string, asked: Promise<Found>): Promise<Found> {
  return asked.catch((error: unknown) => {
    throw troubleWith(resource, error);
  });
}
