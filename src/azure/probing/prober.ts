import type { Check, Color, Pair } from "../../domain/environment/pair.ts";
import type { Sample } from "../../domain/probing/verdict.ts";
import type { Prober, ProbedVia } from "../../workflow/ports.ts";
import { previewHost, type EndpointHosts } from "../front-door/endpoint-hosts.ts";
import { gatePath } from "../gates/gates.ts";
import { ask, type Asked } from "./ask.ts";

interface Look {
  readonly color: Color;
  readonly check: Check;
  readonly via: ProbedVia;
  readonly at: string;
}

/** Our own requests, at an origin, through its preview endpoint, or through the users' own name. */
export function httpProber(hosts: EndpointHosts): Prober {
  return {
    probe: async (pair, look) => {
      const { at } = look;
      const way = await wayTo(hosts, pair, look).catch(() => undefined);
      // not the environment's fault: its address could not be read
      if (way === undefined)
        return { at, outcome: "unknown", evidence: "the preview endpoint's host name cannot be read" };
      try {
        const answer = await ask({ ...way, path: look.check.path });
        const evidence = faultIn(answer, look) ?? (await wrongEnvironment(answer, way, look));
        const { latencyMs } = answer;
        return evidence === undefined
          ? { at, outcome: "pass", latencyMs }
          : { ...fail(look, evidence), latencyMs };
      } catch (error) {
        return fail(look, error instanceof Error ? error.message : "no answer");
      }
    },
  };
}

/** Via preview the Host is the preview endpoint's own name: the public name would match the users' route. */
async function wayTo(
  hosts: EndpointHosts,
  pair: Pair,
  look: Look,
): Promise<{ connectTo: string; host: string }> {
  switch (look.via) {
    case "origin":
      return { connectTo: pair.environments[look.color].originHost, host: look.check.host };
    case "preview": {
      const host = await previewHost(hosts, pair, look.color);
      return { connectTo: host, host };
    }
    case "public":
    case "anyone":
      return { connectTo: pair.router.publicHost, host: pair.router.publicHost };
    default:
      return look.via satisfies never;
  }
}

function faultIn(answer: Asked, { check }: Look): string | undefined {
  if (answer.status !== check.expectStatus) return `status ${answer.status} instead of ${check.expectStatus}`;
  return answer.latencyMs > check.latencyMs ? `took longer than ${check.latencyMs} ms` : undefined;
}

/** A preview answered by the standby is a failed check, however good the answer. */
async function wrongEnvironment(
  answer: Asked,
  way: { connectTo: string; host: string },
  { color, via }: Look,
): Promise<string | undefined> {
  if (via === "anyone") return undefined;
  const environment = answer.environment ?? colorIn((await ask({ ...way, path: gatePath })).body);
  if (environment === color) return undefined;
  return environment === undefined ? "the answer names no environment" : `answered by ${environment}`;
}

function colorIn(body: string): string | undefined {
  try {
    const { color } = JSON.parse(body) as { color?: unknown };
    return typeof color === "string" ? color : undefined;
  } catch {
    return undefined;
  }
}

const fail = (look: Look, evidence: string): Sample => ({
  at: look.at,
  outcome: "fail",
  evidence: `${look.check.name} via ${look.via}: ${evidence}`,
});
