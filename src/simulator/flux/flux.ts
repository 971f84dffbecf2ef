import { durationMs, type Duration } from "../aks/durations.ts";
import { notFound } from "../aks/refusals.ts";
import type { ClusterStore } from "../aks/store.ts";
import type {
  Agenda,
  ArmAnswer,
  ArmOperation,
  ArmProvider,
  ArmRequest,
  Draw,
  LongRunningOperations,
} from "../joints.ts";

interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  properties: Record<string, unknown>;
}

export interface Flux {
  readonly provider: ArmProvider;
  /** The extension and one configuration, Compliant. */
  lay(clusterId: string): void;
  /** A stopped cluster runs again; its configurations take a little to be Compliant anew. */
  started(clusterId: string): void;
  isReady(clusterId: string): boolean;
}

interface FluxParts {
  readonly agenda: Agenda;
  readonly draw: Draw;
  readonly store: ClusterStore;
  readonly operations: LongRunningOperations;
  readonly changed: (clusterId: string) => void;
}

const provider = "Microsoft.KubernetesConfiguration";
const path =
  /^(\/subscriptions\/.+\/managedClusters\/[^/]+)\/providers\/Microsoft\.KubernetesConfiguration\/(extensions|fluxConfigurations)(?:\/([^/]+))?$/i;
const names = { extensions: "Extensions", fluxconfigurations: "FluxConfigurations" } as const;

type Kind = keyof typeof names;

/** GitOps through ARM: the extension and configurations of each cluster, api-version 2023-05-01. */
export function createFlux(parts: FluxParts): Flux {
  const resources = new Map<string, Resource>();
  const below = (clusterId: string, kind: Kind): readonly Resource[] => {
    const prefix = `${clusterId}/providers/${provider}/${kind}/`.toLowerCase();
    return [...resources.entries()].filter(([id]) => id.startsWith(prefix)).map(([, resource]) => resource);
  };
  const comply = (clusterId: string, resource: Resource, what: Duration): void => {
    resource.properties["complianceState"] = "Pending";
    const due = parts.agenda.now() + durationMs(parts.draw, what, { resourceId: resource.id });
    parts.agenda.at(due, resource.id, () => {
      resource.properties["complianceState"] = "Compliant";
      parts.changed(clusterId);
    });
  };
  const put = (id: string, kind: Kind, properties: Record<string, unknown>): Resource => {
    const resource = { id, name: id.split("/").at(-1) ?? "", type: `${provider}/${kind}`, properties };
    resources.set(id.toLowerCase(), resource);
    return resource;
  };
  const write = (asked: FluxRequest): ArmAnswer => {
    const { request, clusterId, kind, operationId } = asked;
    const cluster = parts.store.find(clusterId);
    if (cluster === undefined) return notFound(clusterId);
    if (cluster.properties.powerState.code !== "Running")
      return refusal("ClusterNotReady", "The cluster is not running.");
    const extended = below(clusterId, "extensions").some(
      (one) => one.properties["extensionType"] === "microsoft.flux",
    );
    if (kind === "fluxconfigurations" && !extended)
      return refusal("ExtensionNotFound", "The microsoft.flux extension is not installed.");
    const { properties = {} } = (request.body ?? {}) as { properties?: Record<string, unknown> };
    const resource = put(request.path, kind, { ...properties, provisioningState: "Creating" });
    const end = (state: string) => () => void (resource.properties["provisioningState"] = state);
    const headers = parts.operations.begin({
      provider,
      operationId,
      resourceId: request.path,
      durationMs: durationMs(parts.draw, "fluxWrite", { resourceId: request.path }),
      succeed: () => {
        end("Succeeded")();
        if (kind === "fluxconfigurations") comply(clusterId, resource, "fluxCompliance");
      },
      fail: end("Failed"),
    });
    return { status: 201, headers, body: structuredClone(resource) };
  };
  return {
    provider: {
      find: (request) =>
        findFlux(request, {
          read: (id) => resources.get(id.toLowerCase()),
          below,
          write,
          remove: (id) => resources.delete(id.toLowerCase()),
        }),
    },
    lay: (clusterId) => {
      put(`${clusterId}/providers/${provider}/extensions/flux`, "extensions", {
        extensionType: "microsoft.flux",
        autoUpgradeMinorVersion: true,
        releaseTrain: "Stable",
        scope: { cluster: { releaseNamespace: "flux-system" } },
        provisioningState: "Succeeded",
      });
      put(`${clusterId}/providers/${provider}/fluxConfigurations/shop`, "fluxconfigurations", {
        scope: "cluster",
        namespace: "shop",
        sourceKind: "GitRepository",
        suspend: false,
        gitRepository: {
          url: "https://git.shop.example/shop.git",
          repositoryRef: { branch: "main" },
          syncIntervalInSeconds: 120,
          timeoutInSeconds: 600,
        },
        kustomizations: {
          shop: {
            name: "shop",
            path: "./deploy",
            prune: true,
            syncIntervalInSeconds: 120,
            timeoutInSeconds: 600,
          },
        },
        configurationProtectedSettings: {},
        statuses: [],
        complianceState: "Compliant",
        provisioningState: "Succeeded",
      });
    },
    started: (clusterId) => {
      for (const one of below(clusterId, "fluxconfigurations")) comply(clusterId, one, "fluxAfterStart");
    },
    isReady: (clusterId) =>
      below(clusterId, "fluxconfigurations").some((one) => one.properties["complianceState"] === "Compliant"),
  };
}

interface FluxRequest {
  readonly request: ArmRequest;
  readonly clusterId: string;
  readonly kind: Kind;
  readonly operationId: string;
}

interface Doors {
  readonly read: (id: string) => Resource | undefined;
  readonly below: (clusterId: string, kind: Kind) => readonly Resource[];
  readonly write: (asked: FluxRequest) => ArmAnswer;
  readonly remove: (id: string) => boolean;
}

function findFlux(request: ArmRequest, doors: Doors): ArmOperation | undefined {
  const match = path.exec(request.path);
  if (match === null) return undefined;
  const [, clusterId = "", segment = "", name] = match;
  const kind = segment.toLowerCase() as Kind;
  const verb = verbOf(request.method, kind, name);
  const operationId = `${names[kind]}_${verb}`;
  const asked = { request, clusterId, kind, operationId };
  const answer = (): ArmAnswer => {
    if (name === undefined) return { status: 200, body: { value: doors.below(clusterId, kind) } };
    if (request.method === "PUT") return doors.write(asked);
    if (request.method === "DELETE") return { status: doors.remove(request.path) ? 200 : 204 };
    const found = doors.read(request.path);
    return found === undefined ? notFound(request.path) : { status: 200, body: found };
  };
  return { operationId, resourceId: request.path, isWrite: request.method !== "GET", answer };
}

function verbOf(method: string, kind: Kind, name: string | undefined): string {
  if (method === "PUT") return kind === "extensions" ? "Create" : "CreateOrUpdate";
  if (method === "DELETE") return "Delete";
  return name === undefined ? "List" : "Get";
}

const refusal = (code: string, message: string): ArmAnswer => ({
  status: 400,
  body: { error: { code, message } },
});
