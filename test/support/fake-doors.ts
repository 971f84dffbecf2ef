import type { Ports } from "../../src/workflow/ports.ts";
import type { FakeAzure } from "./fake-azure.ts";

/** The gates of a scripted Azure, and where its names lead. */
export const doorsTo = (azure: Omit<FakeAzure, "ports">): Pick<Ports, "gates" | "addresses"> => ({
  gates: {
    ask: async (_pair, color) => {
      const { epoch = 0, closedGate = null } = azure.record?.record ?? {};
      if (azure.clusters[color]?.powerState !== "Running") return { kind: "unreachable", why: "ECONNRESET" };
      if (closedGate === color) return { kind: "closed", color, epoch };
      return { kind: azure.gates[color], color, epoch };
    },
  },
  addresses: {
    read: async (_pair, color) => ({ ...azure.addresses[color], ttlSeconds: 60 }),
    write: async (_pair, color, address) => {
      azure.writes.push(`name ${color} ${address}`);
      azure.addresses[color] = { ...azure.addresses[color], named: address };
    },
  },
});
