import { colors, type Pair } from "../environment/pair.ts";
import { blocking, warning, type Finding } from "./findings.ts";

/** A management lock; it holds for its scope and all below. */
export interface Lock {
  readonly id: string;
  readonly scope: string;
  readonly level: string;
}

/** `unread`: why they could not be looked at. */
export type Locks = readonly Lock[] | { readonly unread: string };

/** What an upgrade of this pair writes: clusters, the router, names. */
export function writtenBy({ environments, router }: Pair): readonly string[] {
  const of = colors.map((color) => environments[color]);
  return [
    ...of.map(({ clusterId }) => clusterId),
    ...of.flatMap(({ address }) => (address.kind === "dns" ? [address.recordSetId] : [])),
    ...(router.kind === "frontDoor" ? [router.profileId] : [router.frontDoorId]),
  ];
}

/** Locks that Azure would refuse a write by, in the middle of an upgrade or of its way back. */
export function lockFindings(pair: Pair, locks: Locks): readonly Finding[] {
  if ("unread" in locks) return [notLookedAt(pair, locks.unread)];
  const written = writtenBy(pair);
  return locks.flatMap((lock) => {
    const held = written.filter((id) => isWithin(id, lock.scope) || isWithin(lock.scope, id));
    return held.length === 0 ? [] : [findingOf(lock, held)];
  });
}

function findingOf({ id, scope, level }: Lock, held: readonly string[]): Finding {
  const names = held.map((one) => one.split("/").at(-1) ?? one).join(", ");
  if (level === "ReadOnly")
    return blocking("LOCKED", scope, {
      message: `The lock ${id} makes ${names} read-only, so Azure would refuse what an upgrade and its way back write.`,
      fix: `Remove it, and set it again after the upgrade: az lock delete --ids ${id}.`,
    });
  return warning("LOCKED_AGAINST_DELETION", scope, {
    message: `The lock ${id} forbids deleting ${names}; an upgrade deletes neither, but it stops a cluster, which removes its nodes.`,
    fix: `Nothing, where the nodes' resource groups (MC_…) are outside ${scope}; else remove it first: az lock delete --ids ${id}.`,
  });
}

const isWithin = (id: string, scope: string): boolean =>
  `${id.toLowerCase()}/`.startsWith(`${scope.toLowerCase()}/`);

const notLookedAt = ({ environments }: Pair, why: string): Finding =>
  warning("LOCKS_NOT_LOOKED_AT", environments.blue.clusterId, {
    message: `Whether a lock is in the way could not be looked at: ${why}`,
    fix: `Give the app's identity Microsoft.Authorization/locks/read on the subscription (infra/environments/subscription-rights.bicep does).`,
  });
