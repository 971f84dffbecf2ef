// Reading, at the subscription: Azure answers there which versions and machines a region offers and how a cluster's
// operation fares, and the batch API for Front Door's metrics demands this role there, not on the resource:
// https://learn.microsoft.com/azure/azure-monitor/essentials/migrate-to-batch-api
targetScope = 'subscription'

param principalId string

var monitoringReader = '43d0d8ad-25c7-4714-9337-8ba259a9fe05'

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(subscription().id, principalId, monitoringReader)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringReader)
  }
}
