import { request as open } from "node:http";
import { tmpdir } from "node:os";
import { text } from "node:stream/consumers";
import { appFolder } from "./app-folder.ts";
import type { RecordedRequest, RecordedResponse } from "./recording.ts";
import type { Subject } from "./subject.ts";

/** Sends a recorded request as it was sent, and gives the answer in the form of the recordings. */
export async function send(subject: Subject, recorded: RecordedRequest): Promise<RecordedResponse> {
  const path = withKeys(subject, recorded.path);
  const body = bodyOf(subject, recorded);
  const contentType = body === undefined ? {} : { "content-type": "application/json" };
  const own = Object.entries(recorded.headers ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    withKeys(subject, value),
  ]);
  const headers = {
    ...contentType,
    ...(Object.fromEntries(own) as Record<string, string>),
    ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
    connection: "close",
  };
  const url = new URL(subject.baseUrl);
  return new Promise((resolve, reject) => {
    const { method } = recorded;
    const outgoing = open({ host: url.hostname, port: url.port, path, method, headers }, (incoming) => {
      text(incoming).then((answer) => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: headersOf(subject, incoming.headers),
          body: parse(withoutKeys(subject, answer)),
        });
      }, reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function bodyOf(subject: Subject, { body }: RecordedRequest): string | undefined {
  if (body === undefined) return undefined;
  const sent = typeof body === "string" ? body : JSON.stringify(body);
  return sent.replaceAll("127.0.0.1:PORT", new URL(subject.baseUrl).host);
}

const ignored: ReadonlySet<string> = new Set(["date", "connection", "keep-alive"]);

function headersOf(
  subject: Subject,
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  const shown = Object.entries(headers).filter(([name]) => !ignored.has(name));
  return Object.fromEntries(
    shown.map(([name, value]) => [name, withoutKeys(subject, String(value))] as const),
  );
}

const keyNames = {
  MASTERKEY: "master",
  FUNCTIONKEY: "functions",
  DURABLEKEY: "durable",
  EVENTGRIDKEY: "eventGrid",
} as const;

function withKeys({ keys }: Subject, sent: string): string {
  return sent.replaceAll(/\b(?:MASTER|FUNCTION|DURABLE|EVENTGRID)KEY\b/g, (name) => {
    const key = keys[keyNames[name as keyof typeof keyNames]];
    return encodeURIComponent(key);
  });
}

/** The other way round, so that two hosts with other keys on other ports answer alike. */
export function withoutKeys({ keys, baseUrl }: Subject, answer: string): string {
  let shown = answer
    .replaceAll(new URL(baseUrl).host, "127.0.0.1:PORT")
    .replaceAll(appFolder, "APPROOT")
    .replaceAll(`${tmpdir()}/FunctionsData`, "TMP/FunctionsData");
  for (const [name, key] of Object.entries(keyNames)) shown = shown.replaceAll(keys[key], name);
  return shown;
}

function parse(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return answer;
  }
}
