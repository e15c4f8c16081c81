metadata description = 'The key vault with the administrator\'s token of the first start.'

import { roles } from 'roles.bicep'
import { networkType, tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The part of resource names that is unique to this installation.')
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

@description('The principal that reads secrets.')
param principalId string

@description('The principal that reads and rotates secrets; empty for none.')
param operatorPrincipalId string

@description('The type of the operator\'s principal.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string

@description('The administrator\'s token on the first start. A token that is already in the vault is kept.')
@secure()
@minLength(16)
param administratorToken string

@description('The only network that reaches the vault; null for a public address.')
param network networkType?

@description('The Log Analytics workspace for the audit logs of the vault.')
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

  // A later deployment generates another token, which must not replace the one in use.
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

@description('The URI of the administrator\'s token, without a version, so that the app follows a rotation.')
output administratorTokenUri string = '${vault.properties.vaultUri}secrets/${vault::token.name}'
