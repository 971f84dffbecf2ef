import { z } from "zod";
import { OutsideError } from "../../workflow/errors.ts";
import { reactionTo } from "./reactions.ts";
import { retryAfterSeconds, type HeaderOf } from "./retry-after.ts";

const fixes: Readonly<Record<string, string>> = {
  AuthorizationFailed: "Give the app's identity the roles that infra lists.",
  QuotaExceeded: "Raise the quota in this region, then start again.",
  RequestDisallowedByPolicy: "Ask whoever owns the policy that the message names for an exemption.",
  ResourceNotFound: "Check the resource id in the pair file.",
  ScopeLocked: "Remove the lock that the message names, then start again.",
  K8sVersionNotSupported: "Ask for a version that the region offers.",
};

/** What an answer of ARM, with this status and body, asks us to do. */
export function refusal(answer: {
  status: number;
  code: string;
  message: string;
  resource: string;
  header: HeaderOf;
}): OutsideError {
  const { status, code, message, resource, header } = answer;
  const reaction = reactionTo({ status, code, message });
  const seconds = retryAfterSeconds(header);
  return new OutsideError({
    reaction,
    code,
    message: cut(message),
    resource,
    fix:
      fixes[code] ??
      (reaction === "later"
        ? "It is tried again."
        : "Mend the cause that the message names, then start again."),
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  });
}

/** What an SDK throws: its own error with the answer behind it, a sign-in that failed, or a broken connection. */
interface Thrown {
  readonly name?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly statusCode?: unknown;
  readonly response?: { readonly headers?: { get(name: string): string | undefined } };
}

/**
 * The sign-in's own troubles, by the names that @azure/identity gives them. Its statuses are those of the token service
 * (IMDS answers 400, 429 or 500 while it restarts), so they say nothing about the request.
 */
const signInTroubles: ReadonlySet<string> = new Set([
  "AggregateAuthenticationError",
  "AuthenticationError",
  "AuthenticationRequiredError",
  "CredentialUnavailableError",
]);

/** Anything an SDK throws, as trouble with a reaction. Requests never reach a message, so no token can. */
export function troubleWith(resource: string, error: unknown): OutsideError {
  if (error instanceof OutsideError) return error;
  const thrown = error as Thrown;
  const message = (thrown.message ?? "no message").split("\n")[0] ?? "";
  const code = typeof thrown.code === "string" && thrown.code !== "" ? thrown.code : undefined;
  if (signInTroubles.has(thrown.name ?? "")) return passing(error, { code: "SIGN_IN", message, resource });
  if (typeof thrown.statusCode !== "number")
    return passing(error, { code: code ?? "UNREACHABLE", message, resource });
  const { statusCode: status, response } = thrown;
  const header: HeaderOf = (name) => response?.headers?.get(name);
  return refusal({ status, code: code ?? `HTTP_${status}`, message, resource, header });
}

const passing = (
  cause: unknown,
  trouble: { code: string; message: string; resource: string },
): OutsideError => {
  const message = cut(trouble.message);
  return new OutsideError({ ...trouble, message, reaction: "later", fix: "It is tried again." }, { cause });
};

/** Texts from outside end up in the journal and in custom statuses, which are small. */
const longestText = 500;

const cut = (text: string): string =>
  text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;

/** An answer that is not what its contract says is garbage on the way, and is asked for again. */
export function parsedAs<Parsed>(schema: z.ZodType<Parsed>, body: unknown, resource: string): Parsed {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") || "the whole body";
  throw passing(parsed.error, {
    code: "ANSWER_MALFORMED",
    message: `Azure's answer cannot be read at ${where}.`,
    resource,
  });
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
