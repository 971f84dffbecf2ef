param profileName string
param gatePath string
param publicHost string
param own { name: string, host: string }
param other { name: string, host: string }

resource profile 'Microsoft.Cdn/profiles@2024-02-01' existing = {
  name: profileName
}

resource group 'Microsoft.Cdn/profiles/originGroups@2024-02-01' = {
  parent: profile
  name: own.name
  properties: {
    // the same in both groups: edges must not judge the environments by different rules
    healthProbeSettings: {
      probePath: gatePath
      probeRequestType: 'HEAD'
      probeProtocol: 'Https'
      probeIntervalInSeconds: 15
    }
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 3
      additionalLatencyInMilliseconds: 50
    }
    // a sticky user would stay on the previous environment after a swap
    sessionAffinityState: 'Disabled'
  }
}

resource ownOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: group
  name: own.name
  properties: {
    hostName: own.host
    originHostHeader: publicHost
    httpPort: 80
    httpsPort: 443
    priority: 1
    weight: 100
    enabledState: 'Enabled'
    enforceCertificateNameCheck: true
  }
}

resource otherOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-02-01' = {
  parent: group
  name: other.name
  properties: {
    hostName: other.host
    originHostHeader: publicHost
    httpPort: 80
    httpsPort: 443
    priority: 2
    weight: 100
    // at rest the other environment may be stopped, and a probe blip would spread users over it
    enabledState: 'Disabled'
    enforceCertificateNameCheck: true
  }
  // Front Door refuses a group whose first origin is disabled
  dependsOn: [ownOrigin]
}

output id string = group.id
