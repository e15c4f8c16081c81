metadata description = 'The Service Bus namespace with the queue of deliveries.'

import { roles } from 'roles.bicep'
import { networkType, tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The part of resource names that is unique to this installation.')
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

@description('The principal that sends and receives.')
param principalId string

@description('The tier. Private endpoints need Premium.')
@allowed(['Standard', 'Premium'])
param tier string

@description('The only network that reaches a Premium namespace; null for a public address.')
param network networkType?

var private = network != null && tier == 'Premium'

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: 'sb-${resourceToken}'
  location: location
  tags: tags
  sku: {
    name: tier
    tier: tier
    capacity: tier == 'Premium' ? 1 : null
  }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: private ? 'Disabled' : 'Enabled'
  }

  // The id of a message is derived from its delivery, so duplicates are dropped. No sessions, because a slow message
  // would block all other messages of its session.
  resource deliveries 'queues' = {
    name: 'deliveries'
    properties: {
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT1H'
      requiresSession: false
      lockDuration: 'PT2M'
      maxDeliveryCount: 10
      defaultMessageTimeToLive: 'P7D'
      deadLetteringOnMessageExpiration: true
    }
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.serviceBusDataSender, roles.serviceBusDataReceiver]: {
    name: guid(namespace::deliveries.id, role)
    scope: namespace::deliveries
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

module endpoint 'privateEndpoint.bicep' = if (private) {
  params: {
    location: location
    tags: tags
    network: network!
    name: 'pe-${namespace.name}'
    serviceId: namespace.id
    groupId: 'namespace'
    zoneName: 'privatelink.servicebus.windows.net'
  }
}

@description('The namespace\'s resource id.')
output id string = namespace.id

@description('The namespace\'s host name.')
output hostName string = '${namespace.name}.servicebus.windows.net'

@description('The queue\'s name.')
output queueName string = namespace::deliveries.name
