metadata description = 'Log Analytics and Application Insights; telemetry is accepted only from the identity.'

import { roles } from 'roles.bicep'
import { tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The part of resource names that is unique to this installation.')
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

@description('The principal that sends telemetry.')
param principalId string

@description('The number of days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The daily quota in gigabytes, after which the rest of the day is dropped; -1 for no limit.')
param dailyQuotaGb int

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-${resourceToken}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyQuotaGb
    }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${resourceToken}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
  }
}

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, roles.monitoringMetricsPublisher)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles.monitoringMetricsPublisher
    )
  }
}

@description('The Log Analytics workspace\'s resource id.')
output workspaceId string = workspace.id

@description('The connection string for telemetry. It is no secret: sending needs a role.')
output insightsConnectionString string = insights.properties.ConnectionString
