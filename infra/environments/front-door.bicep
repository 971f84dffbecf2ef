// The permanent layout of a pair. Both groups hold both origins and every edge knows and probes both at all
// times, so that a swap is one write of the users' route and the way back is a configuration nobody touched.
// Laid once: a second deployment would point the route back to `active` and undo a swap.

@export()
type frontDoorLayoutType = {
  profileName: string

  @description('The users\' endpoint, without its domain.')
  endpointName: string

  @description('The name users know; every origin receives it as Host.')
  publicHost: string

  @description('Permanent names of the environments: a rebuilt cluster is reached under the same one.')
  originHosts: { blue: string, green: string }

  @description('The color that serves users now.')
  active: 'blue' | 'green'
}

param layout frontDoorLayoutType

var gatePath = '/.well-known/environment'

resource profile 'Microsoft.Cdn/profiles@2024-02-01' = {
  name: layout.profileName
  location: 'global'
  sku: { name: 'Standard_AzureFrontDoor' }
  // no answer of an environment may take longer than the quiet time of a retiring one allows for
  properties: { originResponseTimeoutSeconds: 240 }
}

module blue 'origin-group.bicep' = {
  name: 'origin-group-blue'
  params: {
    profileName: profile.name
    gatePath: gatePath
    publicHost: layout.publicHost
    own: { name: 'blue', host: layout.originHosts.blue }
    other: { name: 'green', host: layout.originHosts.green }
  }
}

module green 'origin-group.bicep' = {
  name: 'origin-group-green'
  params: {
    profileName: profile.name
    gatePath: gatePath
    publicHost: layout.publicHost
    own: { name: 'green', host: layout.originHosts.green }
    other: { name: 'blue', host: layout.originHosts.blue }
  }
}

module previewBlue 'endpoint.bicep' = {
  name: 'endpoint-preview-blue'
  params: {
    profileName: profile.name
    endpointName: 'preview-blue'
    originGroupId: blue.outputs.id
  }
}

module previewGreen 'endpoint.bicep' = {
  name: 'endpoint-preview-green'
  params: {
    profileName: profile.name
    endpointName: 'preview-green'
    originGroupId: green.outputs.id
  }
}

module users 'endpoint.bicep' = {
  name: 'endpoint-users'
  params: {
    profileName: profile.name
    endpointName: layout.endpointName
    originGroupId: layout.active == 'blue' ? blue.outputs.id : green.outputs.id
    publicHost: layout.publicHost
  }
  // last, so that this route tells the preprovision hook that everything is laid
  dependsOn: [previewBlue, previewGreen]
}
