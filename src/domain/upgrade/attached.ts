import { warning, type Finding } from "./findings.ts";

/** What hangs on a cluster in Azure but is not in its body: its child and extension resources. */
export interface Attached {
  /** As ARM spells the type, such as `Microsoft.Insights/diagnosticSettings`. */
  readonly kind: string;
  readonly name: string;
  readonly id: string;
  /** `needsYou`: the new cluster needs it, and only a person can make it. */
  readonly fate: "copied" | "notCopied" | "needsYou";
  readonly why: string;
  /** What a person runs to have it at the new cluster; null: there is nothing to do. */
  readonly command: string | null;
}

/** A finding names so many of one kind; the plan has them all. */
const mostNamed = 5;

/** One finding a kind of what a copy will not have: nothing is left behind in silence. */
export function attachedFindings(clusterId: string, attached: readonly Attached[]): readonly Finding[] {
  const groups = Map.groupBy(
    attached.filter(({ fate }) => fate !== "copied"),
    ({ kind, fate, why }) => `${kind} ${fate} ${why}`,
  );
  return [...groups.values()].map((group) => findingOf(clusterId, group));
}

function findingOf(clusterId: string, group: readonly Attached[]): Finding {
  const [first] = group;
  const isForYou = first?.fate === "needsYou";
  const names = group.slice(0, mostNamed).map(({ name }) => name);
  const more = group.length > mostNamed ? ` and ${group.length - mostNamed} more` : "";
  const message = `The copy will not have ${first?.kind ?? ""} ${names.join(", ")}${more}: ${first?.why ?? ""}.`;
  const commands = [...new Set(group.flatMap(({ command }) => command ?? []))].slice(0, mostNamed);
  const fix =
    commands.length === 0
      ? "Nothing is to be done."
      : `${isForYou ? "When the copy is there" : "Should the copy have it, when it is there"}: ${commands.join(" ; ")}`;
  return warning(isForYou ? "ATTACHED_NEEDS_YOU" : "ATTACHED_NOT_COPIED", clusterId, { message, fix });
}

/** Nobody could read what there is of that kind: that is not the same as none. */
export const unreadableFinding = (
  clusterId: string,
  { kind, right, message }: { kind: string; right: string; message: string },
): Finding =>
  warning("ATTACHED_UNREADABLE", clusterId, {
    message: `Whether it has ${kind} cannot be told: ${message}`,
    fix: `Give the app's identity ${right}, or look yourself and bring over what the copy needs.`,
  });

/** What a copy gets of the active's by writes of their own, in this order, once it is built. */
export const copiedKinds = [
  "Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings",
  "Microsoft.Insights/diagnosticSettings",
  "Microsoft.Insights/dataCollectionRuleAssociations",
] as const;

export type CopiedKind = (typeof copiedKinds)[number];
