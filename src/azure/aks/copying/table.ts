/**
 * Property by property what becomes of it when a cluster is copied and when it is written back with another version;
 * what is not listed is taken over as it is on the wire. Paths are below `properties`; `*` is any name, `[]` any entry.
 */
export interface Row {
  readonly path: string;
  /** `leftOut` of the copy's body; `own`: the copy has one of its own; `perCluster`: two clusters cannot share it. */
  readonly copy: "leftOut" | "own" | "perCluster";
  /** What an update of the cluster itself does with it. */
  readonly update: "leftOut" | "repeated";
  readonly why: string;
}

const readOnly = (path: string): Row => ({ path, copy: "leftOut", update: "leftOut", why: "read-only" });

const perCluster = (path: string, why: string): Row => ({
  path,
  copy: "perCluster",
  update: "repeated",
  why,
});

const own = (path: string, why: string): Row => ({ path, copy: "own", update: "repeated", why });

/** Read-only by the 2026-04-01 types unless the reason says otherwise. */
export const table: readonly Row[] = [
  readOnly("provisioningState"),
  readOnly("powerState"),
  readOnly("maxAgentPools"),
  readOnly("currentKubernetesVersion"),
  readOnly("fqdn"),
  readOnly("privateFQDN"),
  readOnly("azurePortalFQDN"),
  readOnly("resourceUID"),
  readOnly("status"),
  readOnly("oidcIssuerProfile.issuerURL"),
  readOnly("addonProfiles.*.identity"),
  readOnly("ingressProfile.webAppRouting.identity"),
  readOnly("networkProfile.loadBalancerProfile.effectiveOutboundIPs"),
  readOnly("networkProfile.natGatewayProfile.effectiveOutboundIPs"),
  readOnly("podIdentityProfile.userAssignedIdentities[].provisioningState"),
  readOnly("podIdentityProfile.userAssignedIdentities[].provisioningInfo"),
  readOnly("agentPoolProfiles[].eTag"),
  readOnly("agentPoolProfiles[].currentOrchestratorVersion"),
  readOnly("agentPoolProfiles[].provisioningState"),
  readOnly("agentPoolProfiles[].status"),
  readOnly("agentPoolProfiles[].localDNSProfile.state"),
  readOnly("agentPoolProfiles[].virtualMachineNodesStatus"),
  readOnly("privateLinkResources"),
  {
    path: "addonProfiles.ingressApplicationGateway.config.effectiveApplicationGatewayId",
    copy: "leftOut",
    update: "leftOut",
    why: "what AKS has made of the gateway it was given",
  },
  {
    path: "agentPoolProfiles[].nodeImageVersion",
    copy: "leftOut",
    update: "leftOut",
    why: "writing it triggers a rollback of the pool",
  },
  {
    path: "agentPoolProfiles[].creationData",
    copy: "leftOut",
    update: "leftOut",
    why: "the snapshot that a pool was made from holds a version of its own",
  },
  own("dnsPrefix", "the API server's name, which must differ"),
  own("fqdnSubdomain", "the API server's name in a private zone, which must differ"),
  own("nodeResourceGroup", "must be new for every cluster"),
  own("identityProfile", "a kubelet identity that AKS has made lives and dies with its cluster"),
  own("servicePrincipalProfile", "msi is only the marker of a managed identity"),
  own(
    "autoUpgradeProfile",
    "AKS must not upgrade a cluster that is being built; it is given back at the end",
  ),
  own("kubernetesVersion", "what it is built on"),
  own("agentPoolProfiles[].orchestratorVersion", "what it is built on"),
  own(
    "agentPoolProfiles[].powerState",
    "a pool that runs is created running; one that its owner has stopped is stopped",
  ),
  perCluster(
    "addonProfiles.ingressApplicationGateway.config.applicationGatewayId",
    "the add-on of a second cluster would rewrite the live gateway (application-gateway-kubernetes-ingress#1257)",
  ),
  perCluster(
    "networkProfile.loadBalancerProfile.outboundIPs",
    "a public IP belongs to one load balancer (Azure/AKS#1621)",
  ),
  perCluster(
    "networkProfile.loadBalancerProfile.outboundIPPrefixes",
    "a public IP prefix belongs to one load balancer (Azure/AKS#1621)",
  ),
  perCluster("agentPoolProfiles[].nodePublicIPPrefixID", "its addresses are taken by the active's nodes"),
  perCluster(
    "agentPoolProfiles[].capacityReservationGroupID",
    "what is reserved is taken by the active's nodes",
  ),
  perCluster("agentPoolProfiles[].hostGroupID", "its hosts are taken by the active's nodes"),
];

/** Paths that such a row has. */
export const pathsOf = (fits: (row: Row) => boolean): readonly string[] =>
  table.filter(fits).map(({ path }) => path);
