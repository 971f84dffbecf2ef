import { z } from "zod";
import { isLocked } from "../../domain/probing/ways.ts";
import type { Color, Pair } from "../../domain/environment/pair.ts";
import type { GateAnswer } from "../../domain/swap/lever.ts";
import type { Gates } from "../../workflow/ports.ts";
import { previewHost, type EndpointHosts } from "../front-door/endpoint-hosts.ts";
import type { Ask, Asked } from "../probing/ask.ts";
import { doorHeaders, type SettingValue } from "../probing/check-headers.ts";
import { gatePath } from "./gate-path.ts";

/** All that a gate says to everybody; what else it may tell is for people. */
const GateBody = z.looseObject({
  color: z.enum(["blue", "green"]),
  gate: z.enum(["open", "closed"]),
  epoch: z.int().nonnegative(),
});

interface GatesParts {
  readonly hosts: EndpointHosts;
  readonly ask: Ask;
  readonly valueOf: SettingValue;
}

/** Asks a gate at its origin, as Front Door's own probe does; through the preview endpoint where the origin is locked. */
export function httpGates(parts: GatesParts): Gates {
  return {
    ask: async (pair, color) => {
      const way = await wayTo(parts, pair, color);
      if ("why" in way) return { kind: "unreachable", why: way.why };
      const asked = await parts.ask({ ...way, path: gatePath });
      if (asked.kind === "unanswered")
        return {
          kind: "unreachable",
          why: asked.whose === "network" ? `${asked.why} (our own network)` : asked.why,
        };
      const answer = gateAnswerIn(asked);
      return isLocked(pair) ? throughEdge(answer, color, asked.status) : answer;
    },
  };
}

/** What comes through a preview endpoint need not be from the gate that was asked. */
function throughEdge(answer: GateAnswer, color: Color, status: number): GateAnswer {
  // the standby answers while this gate fails its probes
  if ("color" in answer && answer.color !== color)
    return { kind: "unreachable", why: `${answer.color} answers in its place` };
  // Front Door's own page, where no origin answers it
  return answer.kind === "noGate" && status >= 500
    ? { kind: "unreachable", why: `the edge answers ${status} in its place` }
    : answer;
}

async function wayTo({ hosts, valueOf }: GatesParts, pair: Pair, color: Color) {
  if (!isLocked(pair)) {
    const headers = doorHeaders(pair, "origin", valueOf);
    return { connectTo: pair.environments[color].originHost, host: pair.router.publicHost, headers };
  }
  return previewHost(hosts, pair, color).then(
    (host) => ({ connectTo: host, host, headers: doorHeaders(pair, "preview", valueOf) }),
    (error: unknown) => ({ why: `the preview endpoint's host name cannot be read (${codeIn(error)})` }),
  );
}

const codeIn = (error: unknown): string =>
  (error as { trouble?: { code?: string } }).trouble?.code ?? "UNREACHABLE";

/** A gate that answers nonsense is none: nothing may be decided by it. */
export function gateAnswerIn({ status, body }: Pick<Asked, "status" | "body">): GateAnswer {
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
