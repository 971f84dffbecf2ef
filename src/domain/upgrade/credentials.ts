import type { Color } from "../environment/pair.ts";
import { blocking, type Finding } from "./findings.ts";

/** A federated credential: whoever shows a token of this issuer for this subject signs in as the identity. */
export interface Credential {
  readonly name: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audiences: readonly string[];
}

export interface FederatedIdentity {
  /** ARM id of a user-assigned identity. */
  readonly id: string;
  readonly credentials: readonly Credential[];
}

/** What a credential of the active cluster's issuer becomes for the candidate's. */
export interface Twin extends Credential {
  readonly identityId: string;
}

export interface Issuing {
  readonly color: Color;
  readonly clusterId: string;
  /** null: the cluster is not there yet, or issues no tokens for workloads. */
  readonly issuer: string | null;
}

/** learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations */
const mostCredentials = 20;
const longestName = 120;

interface Sides {
  readonly from: Issuing;
  readonly to: Issuing;
}

/** What is lacking for the candidate's workloads to sign in as the active's do. */
export function missingTwins(identities: readonly FederatedIdentity[], sides: Sides): readonly Twin[] {
  return identities.flatMap((identity) => twinsOf(identity, sides));
}

function twinsOf({ id, credentials }: FederatedIdentity, sides: Sides): readonly Twin[] {
  const { from, to } = sides;
  if (from.issuer === null) return [];
  const hasTwin = (subject: string): boolean =>
    credentials.some((one) => one.issuer === to.issuer && one.subject === subject);
  return credentials
    .filter(({ issuer, subject }) => issuer === from.issuer && !hasTwin(subject))
    .map(({ name, subject, audiences }) => ({
      identityId: id,
      name: twinName(name, sides),
      issuer: to.issuer ?? "",
      subject,
      audiences,
    }));
}

/**
 * The same for every build of that cluster, so that a rebuilt one takes over what the one before it has left. The gate's
 * are named as infra names them, or its next deployment would meet a second one with the same issuer and subject.
 */
function twinName(name: string, { from, to }: Sides): string {
  if (name === from.color) return to.color;
  const [own, other] = [clusterName(from), clusterName(to)];
  const [mine, suffix] = own === other ? [`-${from.color}`, `-${to.color}`] : [`-${own}`, `-${other}`];
  const base = name.endsWith(mine) ? name.slice(0, -mine.length) : name;
  return `${base.slice(0, longestName - suffix.length)}${suffix}`;
}

const clusterName = ({ clusterId }: Issuing): string => clusterId.split("/").at(-1) ?? "";

/** What keeps twins from being made; told before anything is written. */
export function credentialFindings(
  identities: readonly FederatedIdentity[],
  sides: Sides,
): readonly Finding[] {
  return identities.flatMap((identity) => {
    const twins = twinsOf(identity, sides);
    return [...limitFinding(identity, twins), ...nameFindings(identity, twins, sides)];
  });
}

function limitFinding({ id, credentials }: FederatedIdentity, twins: readonly Twin[]): readonly Finding[] {
  const there = new Set(credentials.map(({ name }) => name));
  const all = there.size + twins.filter(({ name }) => !there.has(name)).length;
  if (twins.length === 0 || all <= mostCredentials) return [];
  const message = `The candidate's workloads need ${twins.length} more federated credentials of this identity, which would be ${all}; Azure allows ${mostCredentials}.`;
  const { resourceGroup, name } = partsOf(id);
  const fix = `Delete those whose cluster is gone: az identity federated-credential list -g ${resourceGroup} --identity-name ${name}, then az identity federated-credential delete; or split the workloads over two identities.`;
  return [blocking("CREDENTIAL_LIMIT", id, { message, fix })];
}

/** Whoever has such a credential may be signing in by it now. */
function nameFindings(
  { id, credentials }: FederatedIdentity,
  twins: readonly Twin[],
  { from }: Sides,
): readonly Finding[] {
  return twins
    .filter(
      (twin) =>
        credentials.some(
          ({ name, issuer, subject }) =>
            name === twin.name && (issuer === from.issuer || subject !== twin.subject),
        ) || twins.some((other) => other !== twin && other.name === twin.name),
    )
    .map((twin) => {
      const message = `The federated credential for ${twin.subject} on the candidate would be named ${twin.name}, which is another's name.`;
      const fix = `Give the other one another name, or make the credential for the candidate yourself before it is built.`;
      return blocking("CREDENTIAL_NAME_TAKEN", id, { message, fix });
    });
}

function partsOf(id: string): { resourceGroup: string; name: string } {
  const parts = id.split("/");
  return { resourceGroup: parts[4] ?? "", name: parts.at(-1) ?? "" };
}
