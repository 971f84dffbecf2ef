// Everything the app needs in Azure. The pair it looks after (clusters, Front Door) is somebody else's: the
// app gets rights there and, only when asked, the permanent Front Door layout.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Names the resource group and, hashed, everything in it.')
param environmentName string

@minLength(1)
@description('Region of the app; it may differ from the clusters\' region.')
param location string

@minLength(1)
@description('Resource group of the pair: both clusters and the Front Door profile.')
param pairResourceGroup string

@description('Six-field NCRONTAB expression, UTC: when every pair\'s version is checked.')
param checkVersionsSchedule string = '0 0 5 * * *'

@description('The pair is behind a Front Door (classic): the app may write it as a whole.')
param frontDoorClassic bool = false

@description('A pair has addresses of the kind dns: the app may write A records in the pair\'s resource group.')
param dnsAddresses bool = false

@description('Lays the permanent Front Door layout. For the first deployment only: laid again it would undo a swap.')
param layFrontDoor bool = false

@description('Needed when layFrontDoor is true.')
param frontDoorLayout frontDoorLayoutType = {
  profileName: ''
  endpointName: ''
  publicHost: ''
  originHosts: { blue: '', green: '' }
  active: 'blue'
}

@description('OIDC issuer of each cluster whose gate signs in; empty while there is none. A rebuilt cluster has a new one, which the app adds.')
param gateIssuers { blue: string, green: string } = { blue: '', green: '' }

import { frontDoorLayoutType } from 'environments/front-door.bicep'

var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }
var blueGreenContainer = 'blue-green'

resource appGroup 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

resource pairGroup 'Microsoft.Resources/resourceGroups@2024-11-01' existing = {
  name: pairResourceGroup
}

module identity 'app/identity.bicep' = {
  name: 'identity'
  scope: appGroup
  params: { name: 'id-${token}', location: location, tags: tags }
}

module storage 'app/storage.bicep' = {
  name: 'storage'
  scope: appGroup
  params: {
    name: 'st${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    recordContainer: blueGreenContainer
  }
}

module gateIdentity 'app/gate-identity.bicep' = {
  name: 'gate-identity'
  scope: appGroup
  params: {
    name: 'id-gate-${token}'
    location: location
    tags: tags
    issuers: gateIssuers
    storageAccount: last(split(storage.outputs.id, '/'))
    recordContainer: blueGreenContainer
  }
}

module credentialRights 'app/credential-rights.bicep' = {
  name: 'credential-rights'
  scope: appGroup
  params: { identityName: gateIdentity.outputs.name, principalId: identity.outputs.principalId }
}

module monitoring 'app/monitoring.bicep' = {
  name: 'monitoring'
  scope: appGroup
  params: {
    name: token
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module functionApp 'app/function-app.bicep' = {
  name: 'function-app'
  scope: appGroup
  params: {
    name: token
    location: location
    tags: tags
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    storage: {
      blobEndpoint: storage.outputs.blobEndpoint
      queueEndpoint: storage.outputs.queueEndpoint
      tableEndpoint: storage.outputs.tableEndpoint
      packageContainer: storage.outputs.packageContainer
      recordContainer: blueGreenContainer
    }
    insightsConnectionString: monitoring.outputs.connectionString
    checkVersionsSchedule: checkVersionsSchedule
  }
}

module pairRights 'environments/pair-rights.bicep' = {
  name: 'pair-rights'
  scope: pairGroup
  params: {
    principalId: identity.outputs.principalId
    frontDoorClassic: frontDoorClassic
    dnsAddresses: dnsAddresses
  }
}

module subscriptionRights 'environments/subscription-rights.bicep' = {
  name: 'subscription-rights-${token}'
  params: { principalId: identity.outputs.principalId }
}

module frontDoor 'environments/front-door.bicep' = if (layFrontDoor) {
  name: 'front-door'
  scope: pairGroup
  params: { layout: frontDoorLayout }
}

// read by azd and by the postdeploy hook
output AZURE_FUNCTION_APP_ID string = functionApp.outputs.id
output AZURE_FUNCTION_APP_HOST string = functionApp.outputs.host
output AZURE_APP_IDENTITY_ID string = identity.outputs.id
output AZURE_STORAGE_ACCOUNT_ID string = storage.outputs.id
output AZURE_DEAD_LETTER_CONTAINER string = storage.outputs.deadLetterContainer
// for the gates' manifests, infra/gate
output AZURE_GATE_CLIENT_ID string = gateIdentity.outputs.clientId
// for the field identities of pair files
output AZURE_GATE_IDENTITY_ID string = gateIdentity.outputs.id
output AZURE_RECORD_CONTAINER_URL string = '${storage.outputs.blobEndpoint}${blueGreenContainer}'
