metadata description = 'The storage account of the Functions host: deployed packages, leases of timers, Durable state.'

import { roles } from 'roles.bicep'
import { networkType, tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The part of resource names that is unique to this installation.')
@minLength(13)
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

@description('The principal that reads and writes the data.')
param principalId string

@description('Whether copies are kept in several zones of the region.')
param zoneRedundant bool

@description('The only network that reaches the account; null for a public address.')
param network networkType?

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: 'st${resourceToken}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
  }
  properties: {
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: network == null ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'None'
      defaultAction: network == null ? 'Allow' : 'Deny'
    }
  }

  resource blobs 'blobServices' = {
    name: 'default'

    resource packages 'containers' = {
      name: 'packages'
    }
  }
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.storageBlobDataOwner, roles.storageQueueDataContributor, roles.storageTableDataContributor]: {
    name: guid(account.id, role)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

module endpoints 'privateEndpoint.bicep' = [
  for service in ['blob', 'queue', 'table']: if (network != null) {
    params: {
      location: location
      tags: tags
      network: network!
      name: 'pe-${account.name}-${service}'
      serviceId: account.id
      groupId: service
      zoneName: 'privatelink.${service}.${environment().suffixes.storage}'
    }
  }
]

@description('The address of the account\'s blobs.')
output blobEndpoint string = account.properties.primaryEndpoints.blob

@description('The address of the account\'s queues.')
output queueEndpoint string = account.properties.primaryEndpoints.queue

@description('The address of the account\'s tables.')
output tableEndpoint string = account.properties.primaryEndpoints.table

@description('The address of the container of deployed packages.')
output packagesUrl string = '${account.properties.primaryEndpoints.blob}${account::blobs::packages.name}'
