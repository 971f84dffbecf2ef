// Exactly what the app does to a pair: it copies, starts, stops and upgrades clusters, moves one route,
// enables and disables origins, clones Flux, lets workloads sign in on a copy. It can delete nothing but the
// federated credentials that let them, and cannot read a cluster's secrets.
param principalId string
@description('Users come through a Front Door (classic), which is written as a whole.')
param frontDoorClassic bool = false
@description('Origin host names are A records of a zone in this resource group, which follow a rebuilt ingress.')
param dnsAddresses bool = false

var classicActions = [
  'Microsoft.Network/frontDoors/read'
  'Microsoft.Network/frontDoors/write'
  'Microsoft.Network/frontDoors/rulesEngines/read'
]
var dnsActions = [
  'Microsoft.Network/dnsZones/read'
  'Microsoft.Network/dnsZones/SOA/read'
  'Microsoft.Network/dnsZones/A/read'
  'Microsoft.Network/dnsZones/A/write'
]
var actions = [
  'Microsoft.ContainerService/managedClusters/read'
  'Microsoft.ContainerService/managedClusters/write'
  'Microsoft.ContainerService/managedClusters/start/action'
  'Microsoft.ContainerService/managedClusters/stop/action'
  'Microsoft.ContainerService/managedClusters/upgradeProfiles/read'
  'Microsoft.ContainerService/managedClusters/agentPools/read'
  'Microsoft.ContainerService/managedClusters/agentPools/write'
  'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles/read'
  'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read'
  'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/write'
  // what hangs on a cluster and is copied with it; the other kinds are only read, by the role at the subscription
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/read'
  'Microsoft.ContainerService/managedClusters/trustedAccessRoleBindings/write'
  'Microsoft.Insights/diagnosticSettings/read'
  'Microsoft.Insights/diagnosticSettings/write'
  'Microsoft.Insights/dataCollectionRuleAssociations/read'
  'Microsoft.Insights/dataCollectionRuleAssociations/write'
  'Microsoft.KubernetesConfiguration/extensions/read'
  'Microsoft.KubernetesConfiguration/extensions/write'
  'Microsoft.KubernetesConfiguration/extensions/operations/read'
  'Microsoft.KubernetesConfiguration/fluxConfigurations/read'
  'Microsoft.KubernetesConfiguration/fluxConfigurations/write'
  'Microsoft.KubernetesConfiguration/fluxConfigurations/operations/read'
  'Microsoft.Cdn/operationresults/*'
  'Microsoft.Cdn/profiles/read'
  'Microsoft.Cdn/profiles/afdendpoints/read'
  'Microsoft.Cdn/profiles/afdendpoints/routes/read'
  'Microsoft.Cdn/profiles/afdendpoints/routes/write'
  'Microsoft.Cdn/profiles/origingroups/read'
  'Microsoft.Cdn/profiles/origingroups/origins/read'
  'Microsoft.Cdn/profiles/origingroups/origins/write'
  'Microsoft.Cdn/profiles/rulesets/rules/read'
  'Microsoft.Cdn/profiles/securitypolicies/read'
  // a copy takes on the identities of the cluster it copies
  'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action'
  // its workloads sign in as those of the cluster it copies
  'Microsoft.ManagedIdentity/userAssignedIdentities/read'
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read'
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write'
  'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete'
  // and it joins the same subnets
  'Microsoft.Network/virtualNetworks/subnets/join/action'
]

resource upgrader 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'blue-green-upgrader')
  properties: {
    roleName: 'Blue-green upgrader (${resourceGroup().name})'
    description: 'Copies, upgrades, starts and stops the clusters of a pair and swaps its route. Deletes no cluster.'
    type: 'CustomRole'
    permissions: [{ actions: concat(actions, frontDoorClassic ? classicActions : [], dnsAddresses ? dnsActions : []) }]
    assignableScopes: [resourceGroup().id]
  }
}

resource mayUpgrade 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, principalId, upgrader.id)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: upgrader.id
  }
}
