import type { Color, Pair } from "../../domain/environment/pair.ts";
import { credentialFindings, type Issuing } from "../../domain/upgrade/credentials.ts";
import { blocking, type Finding } from "../../domain/upgrade/findings.ts";
import type { Plan } from "../../domain/upgrade/plan.ts";
import { OutsideError } from "../errors.ts";
import type { Cluster, Ports } from "../ports.ts";

interface Planned {
  readonly plan: Plan;
  readonly clusters: Readonly<Record<Color, Cluster | undefined>>;
}

/** Whether the candidate's workloads can be let sign in as the active's do. Nothing is made for a way back. */
export async function signInFindings(
  ports: Ports,
  pair: Pair,
  { plan: { kind, active, candidate, steps }, clusters }: Planned,
): Promise<readonly Finding[]> {
  if (kind !== "upgrade" || active === null || candidate === null || steps.length === 0) return [];
  const issuing = (color: Color): Issuing => ({
    color,
    clusterId: pair.environments[color].clusterId,
    issuer: clusters[color]?.oidcIssuer ?? null,
  });
  const sides = { from: issuing(active), to: issuing(candidate) };
  if (sides.from.issuer === null) return [];
  try {
    return credentialFindings(await ports.identities.list(pair), sides);
  } catch (error) {
    if (!(error instanceof OutsideError) || error.trouble.code !== "AuthorizationFailed") throw error;
    return [unreadable(error.trouble)];
  }
}

const unreadable = ({ message, resource }: OutsideError["trouble"]): Finding =>
  blocking("IDENTITIES_UNREADABLE", resource, {
    message: `Whether workloads could sign in on the candidate cannot be told: ${message}`,
    fix: "Deploy infra again: the app's role got the right to read identities and to write their federated credentials. Identities in other resource groups need that role there.",
  });
