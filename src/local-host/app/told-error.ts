import type { ToldError } from "./protocol.ts";

/** The worker makes an error of whatever was thrown, also of what cannot be looked at. */
export function toldError(thrown: unknown): ToldError {
  try {
    if (!(thrown instanceof Error)) {
      const message = messageOf(thrown);
      return { message, stack: `Error: ${message}` };
    }
    const message = String(thrown.message);
    return { message, stack: String(thrown.stack ?? message) };
  } catch {
    return { message: "Unknown error", stack: "Error: Unknown error" };
  }
}

function messageOf(thrown: unknown): string {
  if (thrown === undefined || thrown === null) return "Unknown error";
  if (typeof thrown === "object") return JSON.stringify(thrown) ?? "Unknown error";
  return String(thrown as string | number | boolean | bigint | symbol | (() => void));
}

/** On the host's side again. */
export function revivedError({ message, stack }: ToldError): Error {
  const error = new Error(message);
  error.stack = stack;
  return error;
}
