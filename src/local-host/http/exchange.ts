import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import type { Readable } from "node:stream";

/** What is known of a request before anybody has read its body. */
export interface RequestHead {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Waits without holding time still: for what can only happen later. */
  readonly standAside: (wait: Promise<void>) => Promise<void>;
}

export interface HostRequest extends RequestHead {
  readonly body: Buffer;
}

export interface ArrivingRequest {
  readonly head: RequestHead;
  /** Its body as it comes, for whoever hands it on unread. */
  readonly incoming: IncomingMessage;
  /** undefined: longer than allowed. */
  readonly readBody: () => Promise<Buffer | undefined>;
}

export interface HostAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | Readable;
  /** Sent in chunks, as everything that an app's function answers is. */
  readonly isChunked?: boolean;
}

export const empty = (status: number, headers?: Readonly<Record<string, string>>): HostAnswer =>
  headers === undefined ? { status } : { status, headers };

export const json = (
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HostAnswer => ({
  status,
  headers: { "content-type": "application/json; charset=utf-8", ...headers },
  body: JSON.stringify(value),
});

export const text = (status: number, body: string): HostAnswer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body,
});

export const unauthorized: HostAnswer = empty(401, { "www-authenticate": "Bearer" });

export const headerOf = (request: RequestHead, name: string): string => {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : (value ?? "");
};
