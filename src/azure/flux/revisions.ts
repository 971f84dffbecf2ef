import type { FluxConfiguration } from "@azure/arm-kubernetesconfiguration";

/** What keeps a cluster's configurations from being where they should be, in words; nothing: they are there. */
export function lags(
  there: readonly FluxConfiguration[],
  reference: { readonly color: string; readonly configurations: readonly FluxConfiguration[] } | undefined,
): readonly string[] {
  const missing = (reference?.configurations ?? [])
    .filter((one) => !there.some((own) => own.name === one.name))
    .map((one) => `${one.name ?? "?"} (is on ${reference?.color ?? "?"} only)`);
  const behind = there.flatMap((own) => {
    const other = reference?.configurations.find((one) => one.name === own.name);
    const why = unfinished(own) ?? notAs(own, other, reference?.color ?? "?");
    return why === undefined ? [] : [`${own.name ?? "?"} (${why})`];
  });
  return [...behind, ...missing];
}

function unfinished(own: FluxConfiguration): string | undefined {
  if (own.complianceState !== "Compliant") return own.complianceState ?? "no state yet";
  // the source is fetched first, and a state of before is told until its kustomizations have followed
  const synced = own.sourceSyncedCommitId;
  const applied = appliedRevisions(own).find(
    (revision) => synced !== undefined && !isSameRevision(revision, synced),
  );
  return applied === undefined ? undefined : `has fetched ${synced ?? ""} and applied ${applied}`;
}

function notAs(
  own: FluxConfiguration,
  other: FluxConfiguration | undefined,
  color: string,
): string | undefined {
  const [ours, theirs] = [own.sourceSyncedCommitId, other?.sourceSyncedCommitId];
  if (theirs === undefined || (ours !== undefined && isSameRevision(ours, theirs))) return undefined;
  return `is at ${ours ?? "no revision yet"}, ${color} at ${theirs}`;
}

/** Flux tells it in a sentence only: `Applied revision: main@sha1:0ba6f0d…`. */
const appliedRevisions = ({ statuses = [] }: FluxConfiguration): readonly string[] =>
  statuses
    .filter((one) => one?.kind === "Kustomization")
    .flatMap((one) => one?.statusConditions ?? [])
    .flatMap(({ message }) => /Applied revision: ([^\s']+)/.exec(message ?? "")?.[1] ?? []);

/** Older agents write `main/0ba6f0d…`, newer ones `main@sha1:0ba6f0d…`. */
function isSameRevision(a: string, b: string): boolean {
  const digest = (revision: string) => /[\da-f]{7,64}$/i.exec(revision)?.[0].toLowerCase() ?? revision;
  return digest(a) === digest(b);
}
