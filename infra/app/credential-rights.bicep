// A cluster that is built anew has its own issuer: the app lets its gate sign in by a further federated credential.
param identityName string
param principalId string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource carrier 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'blue-green-credential-carrier')
  properties: {
    roleName: 'Blue-green credential carrier (${resourceGroup().name})'
    description: 'Reads an identity and writes its federated credentials.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.ManagedIdentity/userAssignedIdentities/read'
          'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read'
          'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write'
          'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete'
        ]
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

resource mayCarry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(identity.id, principalId, carrier.id)
  scope: identity
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: carrier.id
  }
}
