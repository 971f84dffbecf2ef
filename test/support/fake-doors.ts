import type { Color } from "../../src/domain/environment/pair.ts";
import type { Sample } from "../../src/domain/probing/verdict.ts";
import type { Credential } from "../../src/domain/upgrade/credentials.ts";
import type { Ports } from "../../src/workflow/ports.ts";
import type { FakeAzure } from "./fake-azure.ts";
import type { Shares } from "./fake-front-door.ts";

type Scripted = Omit<FakeAzure, "ports">;

/** Which environment answers where, as the edge nearest to us has it. */
export interface NearestEdge {
  preview(color: Color): Shares;
  users(): Shares;
}

/** The gates of a scripted Azure, where its names lead, and who answers our own requests. */
export const doorsTo = (
  azure: Scripted,
  edge: NearestEdge,
): Pick<Ports, "gates" | "addresses" | "identities" | "prober"> => ({
  gates: {
    ask: async (_pair, color) => {
      if (azure.lockedOrigins) {
        const answers = soleIn(edge.preview(color));
        if (answers !== color)
          return { kind: "unreachable", why: `${answers ?? "nobody"} answers in its place` };
      }
      const { epoch = 0, closedGate = null } = azure.record?.record ?? {};
      if (!isUp(azure, color)) return { kind: "unreachable", why: "ECONNRESET" };
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
  identities: {
    list: async () => azure.identities,
    write: async (identityId, credential) => {
      azure.writes.push(`credential ${credential.name}`);
      changeIdentity(azure, identityId, (before) => [
        ...before.filter(({ name }) => name !== credential.name),
        credential,
      ]);
    },
    remove: async (identityId, gone) => {
      azure.writes.push(`remove credential ${gone}`);
      changeIdentity(azure, identityId, (before) => before.filter(({ name }) => name !== gone));
    },
  },
  prober: {
    missingSettings: () => [],
    probe: async (_pair, { color, via, at }): Promise<Sample> => {
      if (azure.unseen.has(color)) return { at, outcome: "unknown", evidence: "the name cannot be read" };
      const fail = (evidence: string): Sample => ({ at, outcome: "fail", evidence });
      if (via === "origin" && azure.lockedOrigins) return fail("status 403");
      const answers =
        via === "origin" ? color : soleIn(via === "preview" ? edge.preview(color) : edge.users());
      if (answers === undefined) return fail("status 404");
      if (answers !== color && via !== "anyone") return fail(`answered by ${answers}`);
      if (!isUp(azure, answers)) return fail("ECONNREFUSED");
      return azure.sick.has(answers)
        ? fail("status 503")
        : { at, outcome: "pass", latencyMs: azure.latencyMs[answers] };
    },
  },
});

function changeIdentity(
  azure: Scripted,
  identityId: string,
  change: (before: readonly Credential[]) => readonly Credential[],
): void {
  azure.identities = azure.identities.map((identity) =>
    identity.id === identityId ? { ...identity, credentials: change(identity.credentials) } : identity,
  );
}

/** An origin that is being stopped is gone at once; one that starts is there when it has started. */
export function isUp(azure: Pick<FakeAzure, "clusters">, color: Color): boolean {
  const cluster = azure.clusters[color];
  if (cluster?.powerState !== "Running") return false;
  return !["Creating", "Starting", "Stopping"].includes(cluster.provisioningState);
}

/** The one that gets most of the requests. */
function soleIn({ blue, green, nobody }: Shares): Color | undefined {
  if (nobody > 0) return undefined;
  return blue >= green ? "blue" : "green";
}
