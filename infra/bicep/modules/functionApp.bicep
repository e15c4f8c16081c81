metadata description = 'The function app on its Flex Consumption plan.'

import { networkType, settingsType, tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The part of resource names that is unique to this installation.')
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

@description('The service in azure.yaml that is deployed to the app.')
param serviceName string

@description('The resource id of the app\'s identity.')
param identityId string

@description('The app\'s settings, by name.')
param settings settingsType

@description('The address of the container of deployed packages.')
param packagesUrl string

@description('The maximum number of instances that the app scales to.')
@minValue(1)
@maxValue(1000)
param maximumInstances int

@description('The number of instances kept ready for requests; 0 lets the app scale to zero.')
@minValue(0)
@maxValue(1000)
param readyInstances int

@description('The memory of an instance, in megabytes.')
@allowed([512, 2048, 4096])
param instanceMemory int

@description('Whether instances are spread over several zones of the region.')
param zoneRedundant bool

@description('The network through which the app reaches the services; null for the public network.')
param network networkType?

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${resourceToken}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
    zoneRedundant: zoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: 'func-${resourceToken}'
  location: location
  tags: union(tags, { 'azd-service-name': serviceName })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: network.?functionsSubnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      appSettings: [for setting in items(settings): { name: setting.key, value: setting.value }]
    }
    functionAppConfig: {
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packagesUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        maximumInstanceCount: maximumInstances
        instanceMemoryMB: instanceMemory
        alwaysReady: readyInstances == 0 ? [] : [{ name: 'http', instanceCount: readyInstances }]
      }
    }
  }

  // Deployments authenticate by identity; these passwords would bypass it.
  resource ftpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  resource scmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

@description('The app\'s name.')
output name string = app.name

@description('The URL of the API.')
output url string = 'https://${app.properties.defaultHostName}'
