import type { Cluster } from "../aks/cluster.ts";
import { drawDurationMs } from "../aks/durations.ts";
import type { Lasting } from "../aks/durations.ts";
import type { Json } from "../aks/json.ts";
import { notFound } from "../aks/refusals.ts";
import type { AksOptions } from "../aks/region.ts";
import type { ArmAnswer, ArmProvider, ArmRequest } from "../joints.ts";
import { bodyOf, never, newItem, patched, revisionOf, settingsOf, type Item, type Kind } from "./item.ts";

export interface Flux {
  readonly provider: ArmProvider;
  isCompliant(clusterId: string): boolean;
  /** The cluster came up, went down or is gone. */
  follow(clusterId: string): void;
  /** Extension and configuration have been there for long. */
  seed(clusterId: string): void;
}

interface FluxOptions extends AksOptions {
  readonly find: (clusterId: string) => Cluster | undefined;
  readonly changed: (clusterId: string) => void;
}

const place =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ContainerService\/managedClusters\/[^/]+)\/providers\/Microsoft\.KubernetesConfiguration\/(extensions|fluxConfigurations)(?:\/([^/]+))?$/i;

const same = (left: string, right: string) => left.toLowerCase() === right.toLowerCase();

export function createFlux(options: FluxOptions): Flux {
  const items = new Map<string, Item>();
  const below = (clusterId: string, kind: Kind) =>
    [...items.values()].filter((item) => same(item.clusterId, clusterId) && item.kind === kind);
  const desk: Desk = { options, items, below };
  return {
    provider: { find: (request) => findOperation(desk, request) },
    isCompliant: (clusterId) =>
      below(clusterId, "fluxConfigurations").some((item) => item.compliance === "Compliant"),
    follow: (clusterId) => follow(desk, clusterId),
    seed: (clusterId) => seedItems(desk, clusterId),
  };
}

interface Desk {
  readonly options: FluxOptions;
  readonly items: Map<string, Item>;
  readonly below: (clusterId: string, kind: Kind) => readonly Item[];
}

function findOperation(desk: Desk, request: ArmRequest): ReturnType<ArmProvider["find"]> {
  const [, clusterId, segment, name] = place.exec(request.path) ?? [];
  if (clusterId === undefined || segment === undefined) return undefined;
  const kind: Kind = same(segment, "extensions") ? "extensions" : "fluxConfigurations";
  const found = operationsOn(desk, request, { clusterId, kind })[
    name === undefined ? `${request.method} all` : request.method
  ];
  if (found === undefined) return undefined;
  const [suffix, answer] = found;
  const operations = kind === "extensions" ? "Extensions" : "FluxConfigurations";
  return {
    operationId: `${operations}_${suffix}`,
    resourceId: request.path,
    isWrite: request.method !== "GET",
    answer,
  };
}

type Operation = readonly [suffix: string, answer: () => ArmAnswer];

function operationsOn(
  desk: Desk,
  request: ArmRequest,
  { clusterId, kind }: { readonly clusterId: string; readonly kind: Kind },
): Readonly<Record<string, Operation>> {
  const isExtension = kind === "extensions";
  const put = isExtension ? "Create" : "CreateOrUpdate";
  const operationId = `${isExtension ? "Extensions" : "FluxConfigurations"}_`;
  return {
    "GET all": ["List", () => listed(desk, clusterId, kind)],
    GET: ["Get", () => read(desk, request.path)],
    PUT: [put, () => create(desk, request, { clusterId, kind, operationId: `${operationId}${put}` })],
    DELETE: ["Delete", () => remove(desk, request.path, `${operationId}Delete`)],
    // an extension's update exists, too, but nobody here asks for it
    ...(isExtension ? {} : { PATCH: ["Update", () => update(desk, request)] }),
  };
}

function listed(desk: Desk, clusterId: string, kind: Kind): ArmAnswer {
  if (desk.options.find(clusterId) === undefined) return notFound(clusterId);
  return { status: 200, body: { value: desk.below(clusterId, kind).map(bodyOf) } };
}

function read(desk: Desk, id: string): ArmAnswer {
  const item = desk.items.get(id.toLowerCase());
  return item === undefined ? notFound(id) : { status: 200, body: bodyOf(item) };
}

function create(
  desk: Desk,
  request: ArmRequest,
  wish: { readonly clusterId: string; readonly kind: Kind; readonly operationId: string },
): ArmAnswer {
  const { clusterId, kind, operationId } = wish;
  if (desk.options.find(clusterId) === undefined) return notFound(clusterId);
  if (!isRunning(desk, clusterId)) return refused("The managed cluster is not running.");
  const settings = settingsOf(request.body);
  const hasFlux = desk
    .below(clusterId, "extensions")
    .some(
      (item) => item.settings["extensionType"] === "microsoft.flux" && item.provisioningState === "Succeeded",
    );
  if (kind === "fluxConfigurations" && !hasFlux) {
    return refused("The extension microsoft.flux is not installed on this cluster.");
  }
  const before = desk.items.get(request.path.toLowerCase());
  before?.cancel();
  const item = newItem({ id: before?.id ?? request.path, clusterId, kind, settings });
  desk.items.set(request.path.toLowerCase(), item);
  const headers = desk.options.operations.begin({
    provider: "Microsoft.KubernetesConfiguration",
    operationId,
    resourceId: request.path,
    durationMs: durationMs(desk, "fluxCreate", item.id),
    succeed: () => {
      item.provisioningState = "Succeeded";
      if (kind === "fluxConfigurations") awaitCompliance(desk, item, "fluxCompliance");
    },
    fail: () => {
      item.provisioningState = "Failed";
    },
  });
  desk.options.changed(clusterId);
  return { status: before === undefined ? 201 : 200, headers, body: bodyOf(item) };
}

const fixedProperties = ["scope", "namespace"];

/** Until the agent reports again, the state of before is told: compliant, with the revision of before. */
function update(desk: Desk, request: ArmRequest): ArmAnswer {
  const item = desk.items.get(request.path.toLowerCase());
  if (item === undefined) return notFound(request.path);
  if (!isRunning(desk, item.clusterId)) return refused("The managed cluster is not running.");
  const sent = settingsOf(request.body);
  const fixed = fixedProperties.filter((name) => name in sent);
  if (fixed.length > 0) return refused(`${fixed.join(" and ")} cannot be changed.`);
  item.settings = patched(item.settings, sent);
  item.provisioningState = "Updating";
  const headers = desk.options.operations.begin({
    provider: "Microsoft.KubernetesConfiguration",
    operationId: "FluxConfigurations_Update",
    resourceId: request.path,
    durationMs: durationMs(desk, "fluxCreate", item.id),
    succeed: () => {
      item.provisioningState = "Succeeded";
      item.cancel();
      awaitCompliance(desk, item, "fluxCompliance");
    },
    fail: () => {
      item.provisioningState = "Failed";
    },
  });
  return { status: 202, headers, body: bodyOf(item) };
}

function remove(desk: Desk, id: string, operationId: string): ArmAnswer {
  const item = desk.items.get(id.toLowerCase());
  if (item === undefined) return { status: 204 };
  item.provisioningState = "Deleting";
  const headers = desk.options.operations.begin({
    provider: "Microsoft.KubernetesConfiguration",
    operationId,
    resourceId: id,
    durationMs: durationMs(desk, "fluxCreate", id),
    succeed: () => {
      item.cancel();
      desk.items.delete(id.toLowerCase());
      desk.options.changed(item.clusterId);
    },
    fail: () => {
      item.provisioningState = "Failed";
    },
  });
  return { status: 202, headers };
}

function follow(desk: Desk, clusterId: string): void {
  const isGone = desk.options.find(clusterId) === undefined;
  for (const item of [
    ...desk.below(clusterId, "extensions"),
    ...desk.below(clusterId, "fluxConfigurations"),
  ]) {
    if (isGone) desk.items.delete(item.id.toLowerCase());
    if (!isRunning(desk, clusterId)) {
      item.cancel();
      item.cancel = never;
      item.compliance = "Pending";
    } else if (item.kind === "fluxConfigurations" && item.provisioningState === "Succeeded") {
      if (item.compliance === "Pending" && item.cancel === never) awaitCompliance(desk, item, "fluxReturn");
    }
  }
}

function awaitCompliance(desk: Desk, item: Item, what: Lasting): void {
  if (!isRunning(desk, item.clusterId)) return;
  const { agenda, changed } = desk.options;
  item.cancel = agenda.at(agenda.now() + durationMs(desk, what, item.id), item.id, () => {
    item.cancel = never;
    item.compliance = "Compliant";
    item.synced = revisionOf(item.settings);
    changed(item.clusterId);
  });
}

function isRunning(desk: Desk, clusterId: string): boolean {
  const cluster = desk.options.find(clusterId);
  return cluster !== undefined && cluster.isBuilt && cluster.power === "Running";
}

const durationMs = (desk: Desk, what: Lasting, id: string) => drawDurationMs(desk.options.draw, what, id);

function seedItems(desk: Desk, clusterId: string): void {
  const add = (kind: Kind, name: string, settings: Json) => {
    const id = `${clusterId}/providers/Microsoft.KubernetesConfiguration/${kind}/${name}`;
    const item = newItem({ id, clusterId, kind, settings });
    item.provisioningState = "Succeeded";
    item.compliance = isRunning(desk, clusterId) ? "Compliant" : "Pending";
    // a stopped one tells what it told last
    if (kind === "fluxConfigurations") item.synced = revisionOf(settings);
    desk.items.set(id.toLowerCase(), item);
  };
  add("extensions", "flux", { extensionType: "microsoft.flux", autoUpgradeMinorVersion: true });
  add("fluxConfigurations", desk.options.seed.pair, {
    scope: "cluster",
    namespace: "flux-system",
    sourceKind: "GitRepository",
    gitRepository: { url: "https://git.example/shop.git", repositoryRef: { branch: "main" } },
    kustomizations: {
      apps: { path: "./apps", prune: true, postBuild: { substitute: { COLOR: colorOf(desk, clusterId) } } },
    },
  });
}

const colorOf = ({ options }: Desk, clusterId: string): string =>
  same(clusterId, options.seed.clusters.green) ? "green" : "blue";

const refused = (message: string): ArmAnswer => ({
  status: 400,
  body: { error: { code: "BadRequest", message } },
});
