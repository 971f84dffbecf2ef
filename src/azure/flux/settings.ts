/** Properties of a Flux configuration or an extension, as ARM answers them. */
export type Properties = Readonly<Record<string, unknown>>;

/** What the service fills in itself, or never returns whole. */
const leftOut: ReadonlySet<string> = new Set([
  "provisioningState",
  "statuses",
  "repositoryPublicKey",
  "sourceSyncedCommitId",
  "sourceUpdatedAt",
  "statusUpdatedAt",
  "complianceState",
  "errorMessage",
  "errorInfo",
  "isSystemExtension",
  "currentVersion",
  "customLocationSettings",
  "packageUri",
  "configurationProtectedSettings",
]);

/** What somebody has set. */
export const settingsIn = (properties: Properties): Properties =>
  Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => !leftOut.has(name) && value !== null),
  );

/** What an update may change; `scope` and `namespace` hold for ever, secrets stay as they are. */
const changeable = [
  "sourceKind",
  "suspend",
  "gitRepository",
  "bucket",
  "azureBlob",
  "kustomizations",
] as const;

/** What holds for ever and is not as wanted. */
export const fixedDifferences = (there: Properties, wanted: Properties): readonly string[] =>
  ["scope", "namespace"].filter((name) => !isSame(there[name], wanted[name]));

/** The body that makes `there` as wanted, by JSON Merge Patch (RFC 7396); undefined when it is so already. */
export function patchTowards(there: Properties, wanted: Properties): Properties | undefined {
  const differing = changeable.filter((name) => !isSame(there[name], wanted[name]));
  if (differing.length === 0) return undefined;
  return Object.fromEntries(differing.map((name) => [name, patchOf(there[name], wanted[name])]));
}

/** Everything wanted, and null for what has to go: it says the same to a service that merges and to one that replaces. */
function patchOf(there: unknown, wanted: unknown): unknown {
  if (!isObject(wanted)) return wanted ?? null;
  const before = isObject(there) ? there : {};
  const names = [...new Set([...Object.keys(before), ...Object.keys(wanted)])].filter(
    (name) => !isEmpty(before[name]) || !isEmpty(wanted[name]),
  );
  return Object.fromEntries(
    names.filter(isWritable(wanted)).map((name) => [name, patchOf(before[name], wanted[name])]),
  );
}

/** A kustomization is told with its own name, which cannot be written. */
const isWritable =
  (owner: Properties) =>
  (name: string): boolean =>
    !(name === "name" && "path" in owner);

function isSame(there: unknown, wanted: unknown): boolean {
  if (isEmpty(there) || isEmpty(wanted)) return isEmpty(there) && isEmpty(wanted);
  if (Array.isArray(there) && Array.isArray(wanted))
    return there.length === wanted.length && there.every((item, at) => isSame(item, wanted[at]));
  if (!isObject(there) || !isObject(wanted)) return there === wanted;
  const names = new Set([...Object.keys(there), ...Object.keys(wanted)]);
  return [...names].filter(isWritable(there)).every((name) => isSame(there[name], wanted[name]));
}

const isObject = (value: unknown): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Nothing is told as null, as an empty list, as an empty object, or not at all. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.values(value).every(isEmpty));
