/** What a person who starts the host can mend; the message says how. Anything else thrown is a fault of ours. */
export class HostError extends Error {
  readonly code: HostErrorCode;

  constructor(code: HostErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "HostError";
    this.code = code;
  }
}

export type HostErrorCode =
  | "APP_BROKEN"
  | "APP_NOT_FOUND"
  | "JOURNAL_DAMAGED"
  | "PORT_IN_USE"
  | "SETTINGS_BROKEN"
  | "STATE_IN_USE";

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
