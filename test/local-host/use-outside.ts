import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Outside {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

interface SeenRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface OutsideAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server that is none of ours. It gives these answers, one a request, and the last one from then on. */
export async function useOutside(...answers: readonly OutsideAnswer[]): Promise<Outside> {
  const seen: SeenRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then((body) => {
      const { method, url: path, headers } = incoming;
      const answer = answers[seen.length] ?? answers.at(-1);
      seen.push({ method, path, headers, body });
      outgoing.writeHead(answer?.status ?? 200, answer?.headers).end(answer?.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
