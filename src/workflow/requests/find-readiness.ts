import type { Pair } from "../../domain/environment/pair.ts";
import { routerFindings, type Finding } from "../../domain/upgrade/findings.ts";
import type { Ports } from "../ports.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly findings: readonly Finding[];
}

/** What an existing pair lacks before it can be upgraded, each finding with its fix. Writes nothing. */
export async function findReadiness(ports: Ports, pair: Pair): Promise<Readiness> {
  const router = await ports.router.read(pair);
  await ports.records.read(pair.name);
  const findings = routerFindings(router, {
    route: pair.router.routeIds[0] ?? "",
    groups: pair.router.originGroups,
  });
  return { ready: findings.every((finding) => finding.severity !== "blocking"), findings };
}
