import type http from "node:http";
import { request } from "node:http";
import type { Configuration, OriginConfiguration, ProbeConfiguration } from "./configuration.ts";
import { routedGroups } from "./configuration.ts";
import type { AnswerAt } from "./health-window.ts";
import type { OriginConnections } from "./origin-connections.ts";

/**
 * What one edge's probes are answered. Clusters change at stops only, so each origin is really asked once per
 * change, over the edge's own socket, and every probe due until the next change gets that answer.
 */
export interface ProbeAnswers {
  /** What that origin answers may be different from this moment on. */
  originChanged(hostName: string, atMs: number): void;
  /** Asks whatever these configurations probe and was not asked since its last change. */
  refresh(configurations: readonly Configuration[]): Promise<void>;
  of(origin: OriginConfiguration, probe: ProbeConfiguration): AnswerAt;
}

interface Step {
  readonly fromMs: number;
  readonly isOk: boolean;
}

interface Question {
  readonly origin: OriginConfiguration;
  readonly probe: ProbeConfiguration;
}

export function createProbeAnswers(connections: OriginConnections): ProbeAnswers {
  const histories = new Map<string, Step[]>();
  const staleSinceMs = new Map<string, number>();
  const key = ({ origin, probe }: Question) =>
    `${origin.hostName} ${origin.hostHeader ?? ""} ${probe.method} ${probe.path}`;

  const ask = async (question: Question) => {
    const history = histories.get(key(question)) ?? [];
    // What was never asked before is taken to have been so all along.
    const fromMs = history.length === 0 ? Number.NEGATIVE_INFINITY : staleSinceMs.get(key(question));
    if (fromMs === undefined) return;
    staleSinceMs.delete(key(question));
    const isOk = await isAnsweredOk(connections, question);
    if (history.at(-1)?.isOk === isOk) return;
    histories.set(key(question), [...history.filter((step) => step.fromMs < fromMs), { fromMs, isOk }]);
  };

  return {
    originChanged(hostName, atMs) {
      for (const asked of histories.keys()) {
        const isFirstChange = asked.startsWith(`${hostName} `) && !staleSinceMs.has(asked);
        if (isFirstChange) staleSinceMs.set(asked, atMs);
      }
    },
    async refresh(configurations) {
      const questions = new Map(
        configurations.flatMap(probedBy).map((question) => [key(question), question]),
      );
      await Promise.all([...questions.values()].map(ask));
    },
    of: (origin, probe) => (ms) => {
      const history = histories.get(key({ origin, probe })) ?? [];
      const index = history.findLastIndex((step) => step.fromMs <= ms);
      return {
        isOk: history[index]?.isOk ?? false,
        untilMs: history[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY,
      };
    },
  };
}

const probedBy = (configuration: Configuration): readonly Question[] =>
  routedGroups(configuration).flatMap(({ origins, probe }) =>
    origins.filter((origin) => origin.isEnabled).map((origin) => ({ origin, probe })),
  );

/** Only 200 counts as healthy, no redirect and no other 2xx (learn.microsoft.com/azure/frontdoor/health-probes). */
async function isAnsweredOk(connections: OriginConnections, { origin, probe }: Question): Promise<boolean> {
  const connection = connections.to(origin.hostName);
  if (connection === undefined) return false;
  const options: http.RequestOptions = {
    host: "127.0.0.1",
    port: connection.port,
    agent: connection.agent,
    method: probe.method,
    path: probe.path,
    timeout: 10_000,
    headers: {
      host: origin.hostHeader ?? origin.hostName,
      "user-agent": "Edge Health Probe",
      "x-azure-fdid": connections.frontDoorId,
      "x-fd-healthprobe": "1",
    },
  };
  return new Promise((resolve) => {
    const asked = request(options, (answer) => {
      answer.resume();
      answer.on("close", () => resolve(answer.complete && answer.statusCode === 200));
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => resolve(false));
    asked.end();
  });
}
