metadata description = 'The key vault, and in it the token that the first start gives to the administrator.'

import { roles } from 'roles.bicep'
import { networkType, tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('What tells this installation\'s resources from others, in their names.')
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

@description('The principal that reads secrets.')
param principalId string

@description('Who reads and rotates secrets; empty for nobody.')
param operatorPrincipalId string

@description('What the operator is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string

@description('The administrator\'s token on the first start. One that is in the vault already stays.')
@secure()
@minLength(16)
param administratorToken string

@description('The network that alone reaches the vault; null for a public address.')
param network networkType?

@description('Where the vault reports who read what.')
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv-${resourceToken}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: network == null ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: network == null ? 'Allow' : 'Deny'
    }
  }

  // A later deployment brings another random token, which must not replace the one that was used.
  @onlyIfNotExists()
  resource token 'secrets' = {
    name: 'administrator-token'
    properties: {
      value: administratorToken
      contentType: 'text/plain'
    }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, roles.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
  }
}

resource officer 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorPrincipalId)) {
  name: guid(vault.id, operatorPrincipalId, roles.keyVaultSecretsOfficer)
  scope: vault
  properties: {
    principalId: operatorPrincipalId
    principalType: operatorPrincipalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsOfficer)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'audit'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
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
    name: 'pe-${vault.name}'
    serviceId: vault.id
    groupId: 'vault'
    zoneName: 'privatelink.vaultcore.azure.net'
  }
}

@description('The vault\'s name.')
output name string = vault.name

@description('The address of the administrator\'s token, without a version: the app follows a rotation.')
output administratorTokenUri string = '${vault.properties.vaultUri}secrets/${vault::token.name}'
