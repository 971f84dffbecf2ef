import { Agent } from "node:http";

export interface OriginConnection {
  readonly port: number;
  readonly agent: Agent;
}

/** One edge's own connections to the origins, kept alive as Front Door keeps them. */
export interface OriginConnections {
  /** What every request over them names. */
  readonly frontDoorId: string;
  /** undefined: the host name leads nowhere. */
  to(hostName: string): OriginConnection | undefined;
  /** The cluster behind this name is gone: whatever was open to it is void. */
  drop(hostName: string): void;
  close(): void;
}

export function createOriginConnections(
  frontDoorId: string,
  portOf: (hostName: string) => number | undefined,
): OriginConnections {
  const agents = new Map<string, Agent>();
  const drop = (hostName: string) => {
    agents.get(hostName)?.destroy();
    agents.delete(hostName);
  };
  return {
    frontDoorId,
    to(hostName) {
      const port = portOf(hostName);
      if (port === undefined) return undefined;
      const agent = agents.get(hostName) ?? new Agent({ keepAlive: true });
      agents.set(hostName, agent);
      return { port, agent };
    },
    drop,
    close() {
      for (const hostName of agents.keys()) drop(hostName);
    },
  };
}
