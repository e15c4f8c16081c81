metadata description = 'The Cosmos DB account with the database and its containers.'

import { cosmosRoles } from 'roles.bicep'
import { networkType, tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('Tags of every resource.')
param tags tagsType

@description('The account\'s name.')
param accountName string

@description('The principal that reads and writes the data.')
param principalId string

@description('The maximum throughput of the database in RU/s; 0 for a serverless account.')
@minValue(0)
param maxThroughput int

@description('Whether copies are kept in several zones of the region.')
param zoneRedundant bool

@description('The number of days for which the account can be restored to any second.')
@allowed([7, 30])
param backupDays int

@description('The only network that reaches the account; null for a public address.')
param network networkType?

@description('The Log Analytics workspace for the logs of the account\'s control plane.')
param workspaceId string

// Generated from the declarations in Core by tests/Infrastructure.Tests, and compared with them there.
var containers = loadJsonContent('../containers.json')

resource account 'Microsoft.DocumentDB/databaseAccounts@2025-04-15' = {
  name: accountName
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    capabilities: maxThroughput == 0 ? [{ name: 'EnableServerless' }] : []
    locations: [
      {
        locationName: location
        failoverPriority: 0
        isZoneRedundant: zoneRedundant
      }
    ]
    consistencyPolicy: {
      defaultConsistencyLevel: 'Session'
    }
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: backupDays == 7 ? 'Continuous7Days' : 'Continuous30Days'
      }
    }
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: network == null ? 'Enabled' : 'Disabled'
  }

  resource database 'sqlDatabases' = {
    name: 'enterprise'
    tags: tags
    properties: {
      resource: {
        id: 'enterprise'
      }
      options: maxThroughput == 0 ? {} : { autoscaleSettings: { maxThroughput: maxThroughput } }
    }

    @batchSize(1)
    resource list 'containers' = [
      for container in containers: {
        name: container.id
        tags: tags
        properties: {
          resource: container
        }
      }
    ]
  }

  resource assignment 'sqlRoleAssignments' = {
    name: guid(account.id, cosmosRoles.dataContributor)
    properties: {
      principalId: principalId
      roleDefinitionId: '${account.id}/sqlRoleDefinitions/${cosmosRoles.dataContributor}'
      scope: '${account.id}/dbs/${database.name}'
    }
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: account
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    logs: [
      {
        category: 'ControlPlaneRequests'
        enabled: true
      }
    ]
  }
}

module endpoint 'privateEndpoint.bicep' = if (network != null) {
  params: {
    location: location
    tags: tags
    network: network!
    name: 'pe-${account.name}'
    serviceId: account.id
    groupId: 'Sql'
    zoneName: 'privatelink.documents.azure.com'
  }
}

@description('The account\'s resource id.')
output id string = account.id

@description('The account\'s address.')
output endpoint string = account.properties.documentEndpoint
