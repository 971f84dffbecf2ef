import { appendFileSync, writeFileSync } from "node:fs";
import type { Answered, Asked } from "./exchange.ts";

export type Recorder = (asked: Asked, answer: Answered) => void;

/** Every exchange as one JSON a line; sign-in is left out. */
export function recorderTo(file: string | undefined): Recorder {
  if (file === undefined) return () => undefined;
  writeFileSync(file, "");
  return (asked, answer) => {
    const { authorization: _secret, ...requestHeaders } = asked.headers;
    const line = {
      method: asked.method,
      url: asked.url.href,
      requestHeaders,
      requestBody: textOrJson(asked.body.toString("utf8")),
      status: answer.status,
      responseHeaders: answer.headers,
      responseBody: textOrJson(answer.body),
    };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
}

function textOrJson(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
