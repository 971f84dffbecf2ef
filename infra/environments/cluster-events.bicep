// Deployed by the postdeploy hook, once a cluster and the function exist: Event Grid asks the function before it subscribes.
param clusterId string
param clusterLocation string
param functionAppId string

@description('Writes dead letters; it has the app\'s rights on the storage account.')
param identityId string
param storageAccountId string
param deadLetterContainer string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: 'evgt-${last(split(clusterId, '/'))}'
  location: clusterLocation
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    source: clusterId
    topicType: 'Microsoft.ContainerService.ManagedClusters'
  }

  resource supportEvents 'eventSubscriptions' = {
    name: 'blue-green'
    properties: {
      destination: {
        endpointType: 'AzureFunction'
        properties: {
          resourceId: '${functionAppId}/functions/clusterSupport'
          // one bad event must not send its neighbors around again
          maxEventsPerBatch: 1
        }
      }
      filter: {
        includedEventTypes: [
          'Microsoft.ContainerService.ClusterSupportEnding'
          'Microsoft.ContainerService.ClusterSupportEnded'
        ]
      }
      eventDeliverySchema: 'EventGridSchema'
      deadLetterWithResourceIdentity: {
        identity: { type: 'UserAssigned', userAssignedIdentity: identityId }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: { resourceId: storageAccountId, blobContainerName: deadLetterContainer }
        }
      }
    }
  }
}
