import { isObject, placesOf, type JsonObject } from "./paths.ts";

/** The same as in wire-names.ts, below the first level: what can stand at each place that is not free in its names. */
const namesAt: Readonly<Record<string, string>> = {
  aadProfile: "adminGroupObjectIDs clientAppID enableAzureRBAC managed serverAppID serverAppSecret tenantID",
  "addonProfiles.*": "config enabled identity",
  "agentPoolProfiles[].artifactStreamingProfile": "enabled",
  "agentPoolProfiles[].gatewayProfile": "publicIPPrefixSize",
  "agentPoolProfiles[].gpuProfile": "driver",
  "agentPoolProfiles[].kubeletConfig":
    "allowedUnsafeSysctls containerLogMaxFiles containerLogMaxSizeMB cpuCfsQuota cpuCfsQuotaPeriod cpuManagerPolicy failSwapOn imageGcHighThreshold imageGcLowThreshold podMaxPids topologyManagerPolicy",
  "agentPoolProfiles[].linuxOSConfig":
    "swapFileSizeMB sysctls transparentHugePageDefrag transparentHugePageEnabled",
  "agentPoolProfiles[].linuxOSConfig.sysctls":
    "fsAioMaxNr fsFileMax fsInotifyMaxUserWatches fsNrOpen kernelThreadsMax netCoreNetdevMaxBacklog netCoreOptmemMax netCoreRmemDefault netCoreRmemMax netCoreSomaxconn netCoreWmemDefault netCoreWmemMax netIpv4IpLocalPortRange netIpv4NeighDefaultGcThresh1 netIpv4NeighDefaultGcThresh2 netIpv4NeighDefaultGcThresh3 netIpv4TcpFinTimeout netIpv4TcpKeepaliveProbes netIpv4TcpKeepaliveTime netIpv4TcpMaxSynBacklog netIpv4TcpMaxTwBuckets netIpv4TcpTwReuse netIpv4TcpkeepaliveIntvl netNetfilterNfConntrackBuckets netNetfilterNfConntrackMax vmMaxMapCount vmSwappiness vmVfsCachePressure",
  "agentPoolProfiles[].localDNSProfile": "kubeDNSOverrides mode state vnetDNSOverrides",
  "agentPoolProfiles[].localDNSProfile.kubeDNSOverrides.*":
    "cacheDurationInSeconds forwardDestination forwardPolicy maxConcurrent protocol queryLogging serveStale serveStaleDurationInSeconds",
  "agentPoolProfiles[].localDNSProfile.vnetDNSOverrides.*":
    "cacheDurationInSeconds forwardDestination forwardPolicy maxConcurrent protocol queryLogging serveStale serveStaleDurationInSeconds",
  "agentPoolProfiles[].networkProfile": "allowedHostPorts applicationSecurityGroups nodePublicIPTags",
  "agentPoolProfiles[].networkProfile.allowedHostPorts[]": "portEnd portStart protocol",
  "agentPoolProfiles[].networkProfile.nodePublicIPTags[]": "ipTagType tag",
  "agentPoolProfiles[].securityProfile": "enableSecureBoot enableVTPM sshAccess",
  "agentPoolProfiles[].upgradeSettings":
    "drainTimeoutInMinutes maxSurge maxUnavailable nodeSoakDurationInMinutes undrainableNodeBehavior",
  "agentPoolProfiles[].virtualMachinesProfile": "scale",
  "agentPoolProfiles[].virtualMachinesProfile.scale": "manual",
  "agentPoolProfiles[].virtualMachinesProfile.scale.manual[]": "count size",
  "agentPoolProfiles[].windowsProfile": "disableOutboundNat",
  aiToolchainOperatorProfile: "enabled",
  apiServerAccessProfile:
    "authorizedIPRanges disableRunCommand enablePrivateCluster enablePrivateClusterPublicFQDN enableVnetIntegration privateDNSZone subnetId",
  autoScalerProfile:
    "balance-similar-node-groups daemonset-eviction-for-empty-nodes daemonset-eviction-for-occupied-nodes expander ignore-daemonsets-utilization max-empty-bulk-delete max-graceful-termination-sec max-node-provision-time max-total-unready-percentage new-pod-scale-up-delay ok-total-unready-count scale-down-delay-after-add scale-down-delay-after-delete scale-down-delay-after-failure scale-down-unneeded-time scale-down-unready-time scale-down-utilization-threshold scan-interval skip-nodes-with-local-storage skip-nodes-with-system-pods",
  autoUpgradeProfile: "nodeOSUpgradeChannel upgradeChannel",
  azureMonitorProfile: "appMonitoring metrics",
  "azureMonitorProfile.appMonitoring": "autoInstrumentation",
  "azureMonitorProfile.appMonitoring.autoInstrumentation": "enabled",
  "azureMonitorProfile.metrics": "controlPlane enabled kubeStateMetrics",
  "azureMonitorProfile.metrics.controlPlane": "enabled",
  "azureMonitorProfile.metrics.kubeStateMetrics": "metricAnnotationsAllowList metricLabelsAllowlist",
  bootstrapProfile: "artifactSource containerRegistryId",
  hostedSystemProfile: "enabled nodeSubnetID systemNodeSubnetID",
  httpProxyConfig: "enabled httpProxy httpsProxy noProxy trustedCa",
  ingressProfile: "gatewayAPI webAppRouting",
  "ingressProfile.gatewayAPI": "installation",
  "ingressProfile.webAppRouting": "dnsZoneResourceIds enabled gatewayAPIImplementations identity nginx",
  "ingressProfile.webAppRouting.gatewayAPIImplementations": "appRoutingIstio",
  "ingressProfile.webAppRouting.gatewayAPIImplementations.appRoutingIstio": "mode",
  "ingressProfile.webAppRouting.nginx": "defaultIngressControllerType",
  linuxProfile: "adminUsername ssh",
  "linuxProfile.ssh": "publicKeys",
  "linuxProfile.ssh.publicKeys[]": "keyData",
  metricsProfile: "costAnalysis",
  "metricsProfile.costAnalysis": "enabled",
  networkProfile:
    "advancedNetworking dnsServiceIP ipFamilies loadBalancerProfile loadBalancerSku natGatewayProfile networkDataplane networkMode networkPlugin networkPluginMode networkPolicy outboundType podCidr podCidrs serviceCidr serviceCidrs staticEgressGatewayProfile",
  "networkProfile.advancedNetworking": "enabled observability performance security",
  "networkProfile.advancedNetworking.observability": "enabled",
  "networkProfile.advancedNetworking.performance": "accelerationMode",
  "networkProfile.advancedNetworking.security": "advancedNetworkPolicies enabled transitEncryption",
  "networkProfile.advancedNetworking.security.transitEncryption": "type",
  "networkProfile.loadBalancerProfile":
    "allocatedOutboundPorts backendPoolType effectiveOutboundIPs enableMultipleStandardLoadBalancers idleTimeoutInMinutes managedOutboundIPs outboundIPPrefixes outboundIPs",
  "networkProfile.loadBalancerProfile.managedOutboundIPs": "count countIPv6",
  "networkProfile.loadBalancerProfile.outboundIPPrefixes": "publicIPPrefixes",
  "networkProfile.loadBalancerProfile.outboundIPPrefixes.publicIPPrefixes[]": "id",
  "networkProfile.loadBalancerProfile.outboundIPs": "publicIPs",
  "networkProfile.loadBalancerProfile.outboundIPs.publicIPs[]": "id",
  "networkProfile.natGatewayProfile": "effectiveOutboundIPs idleTimeoutInMinutes managedOutboundIPProfile",
  "networkProfile.natGatewayProfile.managedOutboundIPProfile": "count",
  "networkProfile.staticEgressGatewayProfile": "enabled",
  nodeProvisioningProfile: "defaultNodePools mode",
  nodeResourceGroupProfile: "restrictionLevel",
  oidcIssuerProfile: "enabled issuerURL",
  podIdentityProfile:
    "allowNetworkPluginKubenet enabled userAssignedIdentities userAssignedIdentityExceptions",
  "podIdentityProfile.userAssignedIdentities[]":
    "bindingSelector identity name namespace provisioningInfo provisioningState",
  "podIdentityProfile.userAssignedIdentityExceptions[]": "name namespace podLabels",
  securityProfile: "azureKeyVaultKms customCATrustCertificates defender imageCleaner workloadIdentity",
  "securityProfile.azureKeyVaultKms": "enabled keyId keyVaultNetworkAccess keyVaultResourceId",
  "securityProfile.defender": "logAnalyticsWorkspaceResourceId securityMonitoring",
  "securityProfile.defender.securityMonitoring": "enabled",
  "securityProfile.imageCleaner": "enabled intervalHours",
  "securityProfile.workloadIdentity": "enabled",
  serviceMeshProfile: "istio mode",
  "serviceMeshProfile.istio": "certificateAuthority components revisions",
  "serviceMeshProfile.istio.certificateAuthority": "plugin",
  "serviceMeshProfile.istio.certificateAuthority.plugin":
    "certChainObjectName certObjectName keyObjectName keyVaultId rootCertObjectName",
  "serviceMeshProfile.istio.components": "egressGateways ingressGateways proxyRedirectionMechanism",
  "serviceMeshProfile.istio.components.egressGateways[]": "enabled gatewayConfigurationName name namespace",
  "serviceMeshProfile.istio.components.ingressGateways[]": "enabled mode",
  servicePrincipalProfile: "clientId secret",
  storageProfile: "blobCSIDriver diskCSIDriver fileCSIDriver snapshotController",
  "storageProfile.blobCSIDriver": "enabled",
  "storageProfile.diskCSIDriver": "enabled",
  "storageProfile.fileCSIDriver": "enabled",
  "storageProfile.snapshotController": "enabled",
  upgradeSettings: "overrideSettings",
  "upgradeSettings.overrideSettings": "forceUpgrade until",
  windowsProfile: "adminPassword adminUsername enableCSIProxy gmsaProfile licenseType",
  "windowsProfile.gmsaProfile": "dnsServer enabled rootDomainName",
  workloadAutoScalerProfile: "keda verticalPodAutoscaler",
  "workloadAutoScalerProfile.keda": "enabled",
  "workloadAutoScalerProfile.verticalPodAutoscaler": "enabled",
};

const known = Object.entries(namesAt).map(([pattern, names]) => ({
  pattern,
  names: new Set(names.split(" ")),
}));

/** Places below the first level that hold something newer than this app. */
export const unknownBelow = (properties: JsonObject): readonly string[] =>
  known.flatMap(({ pattern, names }) =>
    placesOf(properties, pattern).flatMap(({ path, value }) =>
      Object.keys(isObject(value) ? value : {})
        .filter((name) => !names.has(name))
        .map((name) => `${path}.${name}`),
    ),
  );
