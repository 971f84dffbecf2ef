import { parseArgs } from "node:util";

export const usage = `Rehearses an upgrade with users' traffic against a simulated Azure, and tells what users saw.

  npm run rehearse -- [options]

  --scenario NAME   one of --list, or all (default: happy-path)
  --list            the scenarios; with --json - as JSON
  --seed N          the same seed gives the same rehearsal (default: 1)
  --speed N         at most N times real time (default: 0, as fast as it goes)
  --requests N      of users, at each of the eight edges in every round (default: 20)
  --router NAME     route (default), or one that loses on purpose: naive, impatient
  --early-timers    durable timers fire up to a second early, as they do on Azure Storage
  --json FILE       writes the report; - for stdout
  --record FILE     writes every exchange with the simulated Azure, one JSON a line
  --pair FILE       the pair file to rehearse (default: pairs/shop.json)
  --help            this text

With all, every scenario that fits the pair file is played, and a table at the end says how each one ended.
The last five runs' logs are kept in .rehearsal.

Exit code 0: ended as the scenario says and the swap failed no request; 1: not; 2: bad arguments; 3: crash or stall.
`;

const routers = ["route", "naive", "impatient"] as const;

/** `route` is the product; the others swap as one would without thinking, so that the rehearsal can be seen to notice. */
export type RouterName = (typeof routers)[number];

export interface Arguments {
  readonly does: "help" | "list" | "rehearse";
  readonly scenario: string;
  readonly seed: number;
  readonly speed: number;
  readonly requests: number;
  readonly router: RouterName;
  readonly earlyTimers: boolean;
  readonly json: string | null;
  readonly record: string | null;
  readonly pair: string;
}

export class BadArguments extends Error {}

export function parseArguments(words: string[], scenarioNames: readonly string[]): Arguments {
  const values = readWords(words);
  return {
    does: values.help === true ? "help" : values.list === true ? "list" : "rehearse",
    scenario: oneOf("--scenario", values.scenario ?? "happy-path", [...scenarioNames, "all"]),
    seed: wholeNumber("--seed", values.seed ?? "1"),
    speed: wholeNumber("--speed", values.speed ?? "0"),
    requests: requestsFrom(values.requests ?? "20"),
    router: oneOf("--router", values.router ?? "route", routers),
    earlyTimers: values["early-timers"] === true,
    json: values.json ?? null,
    record: values.record ?? null,
    pair: values.pair ?? "pairs/shop.json",
  };
}

function readWords(words: string[]) {
  const [text, flag] = [{ type: "string" }, { type: "boolean" }] as const;
  const options = {
    scenario: text,
    list: flag,
    seed: text,
    speed: text,
    requests: text,
    router: text,
    "early-timers": flag,
    json: text,
    record: text,
    pair: text,
    help: flag,
  };
  try {
    return parseArgs({ args: words, options }).values;
  } catch (error) {
    throw new BadArguments(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function oneOf<Name extends string>(option: string, given: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === given);
  if (found !== undefined) return found;
  throw new BadArguments(`${option} takes one of ${names.join(", ")}, not "${given}".`);
}

/** Each edge has four users at a time, and a round in which one of them asks nothing shows less. */
const [fewestRequests, mostRequests] = [4, 1000];

function requestsFrom(given: string): number {
  const number = wholeNumber("--requests", given);
  if (number >= fewestRequests && number <= mostRequests) return number;
  throw new BadArguments(
    `--requests takes a whole number from ${fewestRequests} to ${mostRequests}, not "${given}".`,
  );
}

function wholeNumber(option: string, given: string): number {
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw new BadArguments(`${option} takes a whole number from 0, not "${given}".`);
}
