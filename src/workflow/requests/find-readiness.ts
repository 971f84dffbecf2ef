import { colors, type Pair } from "../../domain/environment/pair.ts";
import { activeColor } from "../../domain/swap/layout.ts";
import { blocking, type Finding } from "../../domain/upgrade/findings.ts";
import { gateFindings, headerFindings, inspectionFindings } from "../../domain/upgrade/readiness-findings.ts";
import { activeFinding } from "../../domain/upgrade/cluster-findings.ts";
import { routerFindings } from "../../domain/upgrade/router-findings.ts";
import { OutsideError } from "../errors.ts";
import type { Ports } from "../ports.ts";

export interface Readiness {
  readonly ready: boolean;
  readonly findings: readonly Finding[];
}

/** What an existing pair lacks before it can be upgraded, each finding with its fix. Writes nothing. */
export async function findReadiness(ports: Ports, pair: Pair): Promise<Readiness> {
  const router = await orFinding(async () => routerFindings(pair, await ports.router.read(pair)));
  // what cannot be read at all is told once
  const rest = router.some(isUnreadable)
    ? []
    : [
        ...(await settingFindings(ports, pair)),
        ...(await orFinding(async () => activeFindings(ports, pair))),
      ];
  const findings = [...router, ...rest];
  return { ready: findings.every((finding) => finding.severity !== "blocking"), findings };
}

/** Everything but the router's layout: its other settings, the gates, the pair record. */
export async function settingFindings(ports: Ports, pair: Pair): Promise<readonly Finding[]> {
  const found = await Promise.all([
    orFinding(async () => inspectionFindings(pair, await ports.router.inspect(pair))),
    orFinding(async () => gatesFindings(ports, pair)),
    orFinding(async () => headerFindings(ports.prober.missingSettings(pair))),
    orFinding(async () => {
      await ports.records.read(pair.name);
      return [];
    }),
  ]);
  return found.flat();
}

/** What users are on has to be there: nothing can be copied from, or measured by, a cluster that is going or gone. */
async function activeFindings(ports: Ports, pair: Pair): Promise<readonly Finding[]> {
  const active = activeColor(await ports.router.read(pair));
  if (active === undefined) return [];
  const { clusterId } = pair.environments[active];
  const cluster = await ports.clusters.find(clusterId);
  return activeFinding({ active, clusterId, cluster: cluster ?? null });
}

/** An environment that is absent or stopped has no gate to ask; verifying asks it. */
async function gatesFindings(ports: Ports, pair: Pair): Promise<readonly Finding[]> {
  const active = activeColor(await ports.router.read(pair));
  const found = await Promise.all(
    colors.map(async (color) => {
      const cluster = await ports.clusters.find(pair.environments[color].clusterId);
      if (cluster?.powerState !== "Running") return [];
      const findings = gateFindings(pair, color, await ports.gates.ask(pair, color));
      return color === active ? findings : findings.map(notYet);
    }),
  );
  return found.flat();
}

/** The other environment may run without workloads yet; that its gate is closed is nobody's intention, though. */
const notYet = (finding: Finding): Finding =>
  finding.code === "GATE_CLOSED" ? finding : { ...finding, severity: "warning" };

/** A refusal of the outside is a finding like any other; trouble that passes is not, and goes to the caller. */
async function orFinding(look: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof OutsideError) || error.trouble.reaction === "later") throw error;
    const { code, resource, message, fix } = error.trouble;
    return [blocking(code, resource, { message, fix })];
  }
}

const unreadable: ReadonlySet<string> = new Set([
  "ResourceNotFound",
  "NotFound",
  "AuthorizationFailed",
  "HTTP_404",
  "HTTP_403",
]);

const isUnreadable = (finding: Finding): boolean => unreadable.has(finding.code);
