import type { IncomingMessage, ServerResponse } from "node:http";

/** A request with its body read. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export async function readRequest(request: IncomingMessage, host: string): Promise<Asked> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", `https://${host}`),
    headers,
    body: Buffer.concat(pieces),
  };
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export function sendAnswer(response: ServerResponse, answer: Answered): void {
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}
