import { isDeepStrictEqual } from "node:util";
import type { MortalHost } from "./chaos-host.ts";

/** One orchestration, and what it must come to. */
export interface Story {
  readonly id: string;
  readonly name: "journey" | "rounds";
  readonly input: { readonly number: number; readonly place: number };
  readonly output: unknown;
  readonly order: object;
}

const durable = "/runtime/webhooks/durabletask";
const [places, rounds] = [5, 4];

/** Two of three are journeys. */
export function storiesOf(count: number, folder: string): readonly Story[] {
  return Array.from({ length: count }, (_each, place) => {
    const input = { number: place + 1, place: place % places };
    if (place % 3 === 2) {
      const order = { folder, left: rounds, done: 0 };
      return { id: `rounds-${place}`, name: "rounds", input, output: rounds, order };
    }
    return {
      id: `journey-${place}`,
      name: "journey",
      input,
      output: outputOf(input),
      order: { folder, ...input },
    };
  });
}

const outputOf = ({ number }: Story["input"]): object => ({
  failures: 2,
  fanned: [1, 2, 3].map((each) => number + 1 + each),
  leg: number + 100,
  go: { number },
});

export async function startAll(
  host: MortalHost,
  stories: readonly Story[],
  latenessMs: number,
): Promise<void> {
  for (const story of stories) {
    await begin(host, story);
    await new Promise((resolve) => setTimeout(resolve, latenessMs));
  }
}

/** The answer to a start may be lost with its host, and an id that has ended would begin anew. */
async function begin(host: MortalHost, { id, name, order, input }: Story): Promise<void> {
  const known = await host.ask("GET", `${durable}/instances/${id}`);
  if (known.status === 404) await host.ask("POST", `${durable}/orchestrators/${name}/${id}`, order);
  // one that arrives twice is taken once
  if (name === "journey") {
    await host.ask("POST", `${durable}/instances/${id}/raiseEvent/go`, { number: input.number });
  }
}

interface Status {
  readonly runtimeStatus: string;
  readonly output: unknown;
}

const longestMs = 60_000;

export async function checkOutputs(host: MortalHost, stories: readonly Story[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const untilMs = performance.now() + longestMs;
  for (const { id, output } of stories) {
    const status = await endOf(host, id, untilMs);
    if (status.runtimeStatus === "Completed" && isDeepStrictEqual(status.output, output)) continue;
    wrong.push(`${id} is ${JSON.stringify(status)} instead of ${JSON.stringify(output)}`);
  }
  return wrong;
}

async function endOf(host: MortalHost, id: string, untilMs: number): Promise<Status> {
  for (;;) {
    const { json } = await host.ask("GET", `${durable}/instances/${id}`);
    const { runtimeStatus, output } = json as Status;
    const isGoingOn = ["Pending", "Running"].includes(runtimeStatus);
    if (!isGoingOn || performance.now() > untilMs) return { runtimeStatus, output };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export async function checkEntities(host: MortalHost, stories: readonly Story[]): Promise<readonly string[]> {
  const journeys = stories.filter(({ name }) => name === "journey");
  const sumOver = (some: readonly Story[]): number => some.reduce((sum, { input }) => sum + input.number, 0);
  const counts = new Map([
    ["signaled", journeys.length],
    ["called", sumOver(journeys)],
    ["rounds", (stories.length - journeys.length) * rounds],
  ]);
  for (let place = 0; place < places; place += 1) {
    const sum = sumOver(journeys.filter(({ input }) => input.place === place));
    counts.set(`left-${place}`, sum).set(`right-${place}`, sum);
  }
  const wrong: string[] = [];
  for (const [key, count] of counts) {
    // a signal may be the last thing that an orchestration has sent
    const found = await host.ask("GET", `${durable}/entities/counter/${key}`);
    if (found.json !== count)
      wrong.push(`the entity ${key} counts ${String(found.json)} instead of ${count}`);
  }
  return wrong;
}
