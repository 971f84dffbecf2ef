/** A failure that is told by its kind: the app's exception properties, or a version that no worker takes. */
export interface FailureDetails {
  readonly ErrorType: string;
  readonly ErrorMessage: string;
  readonly StackTrace: string | null;
  readonly InnerFailure: FailureDetails | null;
  readonly IsNonRetriable: boolean;
  readonly Properties: object | null;
}

/** As the SDK writes it: in camel case for an activity, in Pascal case for an orchestrator. */
type Told<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

const kinds: Readonly<Record<string, string>> = {
  errorType: "string",
  errorMessage: "string",
  stackTrace: "string",
  innerFailure: "object",
  isNonRetriable: "boolean",
  properties: "object",
};

/**
 * The SDK puts the details into the message of an activity's error, as JSON on one line, once the app has registered an
 * exception properties provider. undefined: any other message; the extension takes no field that it does not know.
 */
export function detailsInMessage(message: string): FailureDetails | undefined {
  const [line = ""] = message.split("\n", 1);
  if (!line.startsWith("{")) return undefined;
  try {
    const told: unknown = JSON.parse(line);
    return isActivityFailure(told) ? ofActivity(told) : undefined;
  } catch {
    return undefined;
  }
}

function isActivityFailure(value: unknown): value is Told<keyof typeof kinds> {
  if (!isObject(value)) return false;
  const { innerFailure = null } = value as Told<"innerFailure">;
  const fits = ([name, own]: readonly [string, unknown]): boolean =>
    own === null || (typeof own === kinds[name] && !Array.isArray(own));
  return Object.entries(value).every(fits) && (innerFailure === null || isActivityFailure(innerFailure));
}

function ofActivity(told: Told<keyof typeof kinds>): FailureDetails {
  return {
    ErrorType: textOf(told["errorType"]),
    ErrorMessage: textOf(told["errorMessage"]),
    StackTrace: typeof told["stackTrace"] === "string" ? told["stackTrace"] : null,
    InnerFailure: isActivityFailure(told["innerFailure"]) ? ofActivity(told["innerFailure"]) : null,
    IsNonRetriable: told["isNonRetriable"] === true,
    Properties: filled(told["properties"]),
  };
}

/** What an orchestrator failed by, once it let such a failure pass. undefined: something else. */
export function detailsOfOrchestrator(value: unknown): FailureDetails | undefined {
  if (!isObject(value)) return undefined;
  const told = value as Told<keyof FailureDetails>;
  return {
    ErrorType: textOf(told.ErrorType),
    ErrorMessage: textOf(told.ErrorMessage),
    StackTrace: typeof told.StackTrace === "string" ? told.StackTrace : null,
    InnerFailure: detailsOfOrchestrator(told.InnerFailure) ?? null,
    IsNonRetriable: told.IsNonRetriable === true,
    Properties: filled(told.Properties),
  };
}

/** The output of an instance that failed by it. */
export const failureText = ({ ErrorType, ErrorMessage }: FailureDetails): string =>
  `${ErrorType}: ${ErrorMessage}`;

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

const filled = (value: unknown): object | null =>
  isObject(value) && Object.keys(value).length > 0 ? value : null;
