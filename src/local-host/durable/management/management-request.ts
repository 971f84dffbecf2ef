import { json, type HostAnswer, type HostRequest } from "../../http/exchange.ts";
import type { Engine } from "../engine.ts";
import type { LinkOptions } from "./links.ts";

/** A call of the management API: who asks is known, where it goes is found by its path. */
export interface ManagementRequest {
  readonly engine: Engine;
  readonly request: HostRequest;
  readonly query: URLSearchParams;
  readonly links: LinkOptions;
}

/** The extension's way to report an exception. */
export function problem(
  status: 400 | 409 | 500,
  { message, type, told }: { message: string; type: string; told?: string },
): HostAnswer {
  const own = status === 500 ? "Something went wrong while processing your request" : told;
  return json(status, {
    Message: own ?? message,
    ExceptionMessage: message,
    ExceptionType: type,
    StackTrace: "",
  });
}

/** The body as JSON text; null: there is none; undefined: it is not JSON. */
export function bodyText({ request }: ManagementRequest): string | null | undefined {
  if (request.body.length === 0) return null;
  const text = request.body.toString("utf8");
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export const flag = (query: URLSearchParams, name: string): boolean =>
  query.get(name)?.toLowerCase() === "true";
