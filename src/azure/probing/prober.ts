import type { Check, Color, Pair } from "../../domain/environment/pair.ts";
import type { Sample } from "../../domain/probing/verdict.ts";
import { OutsideError } from "../../workflow/errors.ts";
import type { Prober, ProbedVia } from "../../workflow/ports.ts";
import { previewHost, type EndpointHosts } from "../front-door/endpoint-hosts.ts";
import { gatePath } from "../gates/gate-path.ts";
import type { Ask, Asked, Question, Unanswered } from "./ask.ts";
import { headersOf, type SettingValue } from "./check-headers.ts";

interface Look {
  readonly color: Color;
  readonly check: Check;
  readonly via: ProbedVia;
  readonly at: string;
}

export interface ProberParts {
  readonly hosts: EndpointHosts;
  readonly ask: Ask;
  readonly valueOf: SettingValue;
}

/** Our own requests, at an origin, through its preview endpoint, or through the users' own name. */
export function httpProber(parts: ProberParts): Prober {
  const { hosts, ask, valueOf } = parts;
  return {
    missingSettings: (pair) => pair.checks.flatMap((check) => headersOf(check, valueOf).missing),
    probe: async (pair, look) => {
      const { headers, missing } = headersOf(look.check, valueOf);
      const [lacking] = missing;
      if (lacking !== undefined)
        return unknown(look, `the setting ${lacking.setting} of its header ${lacking.header} is missing`);
      const way = await wayTo(hosts, pair, look);
      // not the environment's fault: its address could not be read
      if (typeof way === "string") return unknown(look, way);
      const question = { ...way, path: look.check.path, headers };
      const answer = await ask(question);
      return answer.kind === "answered"
        ? judged(parts, pair, { look, answer, question })
        : unlooked(parts, pair, { look, answer });
    },
  };
}

/** Via preview the Host is the preview endpoint's own name: the public name would match the users' route. */
async function wayTo(
  hosts: EndpointHosts,
  pair: Pair,
  look: Look,
): Promise<{ connectTo: string; host: string } | string> {
  switch (look.via) {
    case "origin":
      return { connectTo: pair.environments[look.color].originHost, host: look.check.host };
    case "preview": {
      const host = await previewHost(hosts, pair, look.color).catch(reasonOf);
      return typeof host === "string"
        ? { connectTo: host, host }
        : `the preview endpoint's host name cannot be read (${host.code})`;
    }
    case "public":
    case "anyone":
      return { connectTo: pair.router.publicHost, host: pair.router.publicHost };
    default:
      return look.via satisfies never;
  }
}

const reasonOf = (error: unknown): { readonly code: string } => ({
  code: error instanceof OutsideError ? error.trouble.code : "UNREACHABLE",
});

async function judged(
  parts: ProberParts,
  pair: Pair,
  { look, answer, question }: { look: Look; answer: Asked; question: Question },
): Promise<Sample> {
  const { latencyMs } = answer;
  const fault = faultIn(answer, look);
  if (fault !== undefined) return { ...fail(look, fault), latencyMs };
  const environment = look.via === "anyone" ? look.color : answer.environment;
  // an application without the header is known by its gate
  const named = environment ?? (await gateColor(parts.ask, question));
  if (typeof named === "object") return unlooked(parts, pair, { look, answer: named });
  if (named === look.color) return { at: look.at, outcome: "pass", latencyMs };
  return { ...fail(look, answeredBy(named)), latencyMs };
}

/** A stranger's own words are no evidence, and could be what we have sent. */
function answeredBy(named: string): string {
  if (named === "") return "the answer names no environment";
  return named === "blue" || named === "green"
    ? `answered by ${named}`
    : "answered by no environment of the pair";
}

function faultIn(answer: Asked, { check }: Look): string | undefined {
  if (answer.status !== check.expectStatus) return `status ${answer.status} instead of ${check.expectStatus}`;
  return answer.latencyMs > check.latencyMs ? `took longer than ${check.latencyMs} ms` : undefined;
}

/** "" where an answer came that names none. A preview answered by the standby is a failed check, however good the answer. */
async function gateColor(ask: Ask, question: Question): Promise<string | Unanswered> {
  const answer = await ask({ ...question, path: gatePath });
  return answer.kind === "answered" ? colorIn(answer.body) : answer;
}

function colorIn(body: string): string {
  try {
    const { color } = JSON.parse(body) as { color?: unknown };
    return color === "blue" || color === "green" ? color : "";
  } catch {
    return "";
  }
}

/** No answer: by whose fault? */
async function unlooked(
  parts: ProberParts,
  pair: Pair,
  { look, answer }: { look: Look; answer: Unanswered },
): Promise<Sample> {
  switch (answer.whose) {
    case "environment":
      return fail(look, answer.why);
    case "network":
      return unknown(look, `our own network: ${answer.why}`);
    case "unclear":
      return (await isOursAlive(parts.ask, pair, look))
        ? fail(look, `no connection, though ${pair.router.publicHost} answers: ${answer.why}`)
        : unknown(look, `no connection from here: ${answer.why}`);
    default:
      return answer.whose satisfies never;
  }
}

/**
 * An origin that takes no connection is gone, or our own network is. The public name is the witness: it is answered by
 * Front Door's edges, wherever users are. They are no environment, so that they cannot be reached is nobody's fault here.
 */
async function isOursAlive(ask: Ask, { router }: Pair, { via }: Look): Promise<boolean> {
  if (via !== "origin") return false;
  const { publicHost: host } = router;
  const answer = await ask({ connectTo: host, host, path: gatePath });
  return answer.kind === "answered" || answer.whose === "environment";
}

const fail = (look: Look, evidence: string): Sample => ({
  at: look.at,
  outcome: "fail",
  evidence: `${look.check.name} via ${look.via}: ${evidence}`,
});

const unknown = (look: Look, evidence: string): Sample => ({
  at: look.at,
  outcome: "unknown",
  evidence: `${look.check.name} via ${look.via}: ${evidence}`,
});
