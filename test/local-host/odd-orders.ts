import { randomFrom } from "./random.ts";

/** What the app in test/apps/odd is told to do, and where. */
export interface Order {
  readonly site: (typeof sites)[number];
  readonly deed: string;
  /** The place of the odd value in the app's list. */
  readonly value: number;
}

const sites = [
  "orchestrator",
  "activity",
  "entity",
  "handler",
  "preInvocation",
  "postInvocation",
  "bare",
  "answer",
] as const;

const harmless = ["throws", "returns", "rejects", "emits", "warns", "logs", "exitsOddly"];

/** These take the process with them, so they are drawn seldom: each costs a start. */
const deadly = ["rejectsUnheard", "throwsLater", "throwsInAMoment", "exits", "aborts", "disconnects"];

const asked = `createTimer createTimerAt callActivity callNamed retry callChild callHttp yields continueAsNew
  setCustomStatus waitFor callEntity signalEntity lock taskAll`.split(/\s+/);

const shareDeadly = 12;

/** The same seed draws the same orders. */
export function drawOrders(seed: number, count: number): readonly Order[] {
  const random = randomFrom(seed);
  const draw = (most: number): number => Math.floor(random() * most);
  const oneOf = <Item>(items: readonly Item[]): Item => items[draw(items.length)] as Item;
  return Array.from({ length: count }, () => {
    const site = oneOf(sites);
    const isDeadly = draw(shareDeadly) === 0;
    const alive = site === "orchestrator" && draw(3) > 0 ? asked : harmless;
    return { site, deed: oneOf(isDeadly ? deadly : alive), value: draw(1_000) };
  });
}

/** What a server outside may answer to `callHttp`. */
export function oddAnswer(value: number): string {
  const statuses = ["202", "200", "302", "404", "503", "999", "99", "many"];
  const waits = ["5", "-1", "soon", "Wed, 21 Oct 2026 07:28:00 GMT", "1e400", "", "0.001", "99999999999999"];
  const places = ["http://[", "/api/fine", "", "ftp://x/", "//", "http://127.0.0.1:1/", "\u00e9", "?x#y"];
  const headers = { "retry-after": waits[value % 8], location: places[Math.floor(value / 8) % 8] };
  const query = new URLSearchParams({
    status: statuses[Math.floor(value / 64) % 8] ?? "202",
    headers: JSON.stringify(headers),
    body: value % 2 === 0 ? "{" : "",
  });
  return `/api/answers?${query.toString()}`;
}
