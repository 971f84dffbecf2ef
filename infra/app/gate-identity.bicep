// What the gates of both clusters sign in as: it reads the container of pair records, and nothing else.
param name string
param location string
param tags object

@description('OIDC issuer of each cluster; empty where there is none yet.')
param issuers { blue: string, green: string }
param storageAccount string
param recordContainer string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

// one after the other: Azure refuses concurrent writes of one identity's credentials
@batchSize(1)
resource credentials 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = [
  for issuer in items(issuers): if (!empty(issuer.value)) {
    parent: identity
    name: issuer.key
    properties: {
      issuer: issuer.value
      // namespace and name of the service account in infra/gate
      subject: 'system:serviceaccount:blue-green:gate'
      audiences: ['api://AzureADTokenExchange']
    }
  }
]

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccount

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource records 'containers' existing = { name: recordContainer }
  }
}

var blobDataReader = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
)

resource mayRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::records.id, identity.id, blobDataReader)
  scope: account::blobs::records
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: blobDataReader
  }
}

output id string = identity.id
output name string = identity.name
output clientId string = identity.properties.clientId
