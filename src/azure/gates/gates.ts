import { z } from "zod";
import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { GateAnswer } from "../../domain/swap/lever.ts";
import type { Gates } from "../../workflow/ports.ts";
import { previewHost, type EndpointHosts } from "../front-door/endpoint-hosts.ts";
import { ask, type Asked } from "../probing/ask.ts";

export const gatePath = "/.well-known/environment";

const GateBody = z.looseObject({
  color: z.enum(["blue", "green"]),
  gate: z.enum(["open", "closed"]),
  epoch: z.int().nonnegative(),
});

/** Asks a gate at its origin, as Front Door's own probe does; through the preview endpoint where the origin is locked. */
export function httpGates(hosts: EndpointHosts): Gates {
  return {
    ask: async (pair, color) => {
      try {
        const answer = gateAnswerIn(await ask({ ...(await wayTo(hosts, pair, color)), path: gatePath }));
        // through a preview endpoint the standby answers while this gate fails its probes
        return "color" in answer && answer.color !== color
          ? { kind: "unreachable", why: `${answer.color} answers in its place` }
          : answer;
      } catch (error) {
        const { code, message } = error as { code?: string; message?: string };
        return { kind: "unreachable", why: code ?? message ?? "no answer" };
      }
    },
  };
}

async function wayTo(hosts: EndpointHosts, pair: Pair, color: Color) {
  const isLocked = pair.checks.every((check) => !check.via.includes("origin"));
  if (!isLocked) return { connectTo: pair.environments[color].originHost, host: pair.router.publicHost };
  const host = await previewHost(hosts, pair, color);
  return { connectTo: host, host };
}

/** A gate that answers nonsense is none: nothing may be decided by it. */
export function gateAnswerIn({ status, body }: Asked): GateAnswer {
  const parsed = GateBody.safeParse(jsonIn(body));
  if (!parsed.success || (status !== 200 && status !== 503))
    return { kind: "noGate", said: `${gatePath} answers ${status} without a gate's body` };
  const { color, gate, epoch } = parsed.data;
  if (gate === "closed") return { kind: "closed", color, epoch };
  return { kind: status === 200 ? "open" : "unhealthy", color, epoch };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
