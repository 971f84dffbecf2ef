import { randomBytes, timingSafeEqual } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "../app/settings.ts";
import { headerOf, type RequestHead } from "./exchange.ts";

/** The secrets of a Functions app. */
export interface Keys {
  readonly master: string;
  /** The host key that opens every function of level `function`. */
  readonly functions: string;
  readonly durable: string;
  readonly eventGrid: string;
}

/** What is given wins; what is missing is made once and kept in the state folder. */
export function loadKeys(stateFolder: string, given: Partial<Keys>): Keys {
  const file = join(stateFolder, "keys.json");
  const kept = readJson(file) as Partial<Keys>;
  const own: Keys = {
    master: kept.master ?? newKey(),
    functions: kept.functions ?? newKey(),
    durable: kept.durable ?? newKey(),
    eventGrid: kept.eventGrid ?? newKey(),
  };
  writeFileSync(file, `${JSON.stringify(own, null, 2)}\n`, { mode: 0o600 });
  return { ...own, ...given };
}

const newKey = (): string => randomBytes(32).toString("base64url");

/** Whether the request shows one of these keys, as `?code=` or in its header. */
export function showsKey(request: RequestHead, allowed: readonly string[]): boolean {
  const shown = request.url.searchParams.get("code") ?? headerOf(request, "x-functions-key");
  return allowed.some((key) => isSame(shown, key));
}

function isSame(shown: string, key: string): boolean {
  const [one, other] = [Buffer.from(shown), Buffer.from(key)];
  return one.length === other.length && timingSafeEqual(one, other);
}
