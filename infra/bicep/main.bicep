metadata name = 'Enterprise'
metadata description = 'An installation on Azure, in its own resource group.'

targetScope = 'subscription'

@description('The name of the azd environment; one environment is one installation.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('The region.')
@minLength(1)
param location string

@description('The object id of the operator who may read and rotate the secrets in the key vault; empty for none.')
param operatorPrincipalId string = ''

@description('The type of the operator\'s principal.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'User'

@description('The administrator\'s token on the first start. A token that is already in the vault is kept.')
@secure()
param administratorToken string = '${newGuid()}${newGuid()}'

@description('The URL of the OpenID Connect issuer whose tokens are accepted; empty for none.')
param oidcAuthority string = ''

@description('The audience that the issuer\'s tokens must have; empty for none.')
param oidcAudience string = ''

@description('The networks of reverse proxies in front of the app, in CIDR, separated by commas.')
param trustedProxies string = ''

@description('The header in which those proxies pass the client\'s address; the app trusts no other.')
param clientAddressHeader string = ''

@description('When the whole audit trail is verified, as a schedule of six fields in UTC.')
param auditVerificationSchedule string = '0 0 2 * * *'

@description('The maximum throughput of the database in RU/s, in steps of 1000; 0 for a serverless account.')
@minValue(0)
param cosmosMaxThroughput int = 0

@description('The number of days for which the database can be restored to any second.')
@allowed([7, 30])
param cosmosBackupDays int = 7

@description('The name of the Cosmos DB account, such as one that was restored; empty for the derived name.')
param cosmosAccountName string = ''

@description('The maximum number of instances that the app scales to.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('The number of instances kept ready for requests; 0 lets the app scale to zero.')
@minValue(0)
@maxValue(1000)
param readyInstances int = 0

@description('The memory of an instance, in megabytes.')
@allowed([512, 2048, 4096])
param instanceMemory int = 2048

@description('Whether the resources are redundant across several zones of the region.')
param zoneRedundant bool = false

@description('Whether the services are reachable only from a virtual network. The API itself stays public.')
param privateNetworking bool = false

@description('The addresses of the virtual network, in CIDR.')
param networkAddressSpace string = '10.40.0.0/16'

@description('The tier of Service Bus; empty for Premium in a private network, which needs it, or else Standard.')
@allowed(['', 'Standard', 'Premium'])
param serviceBusTier string = ''

@description('The number of days that telemetry is kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('The daily quota of telemetry in gigabytes, after which the rest of the day is dropped; -1 for no limit.')
param logDailyQuotaGb int = -1

@description('The e-mail address that alerts are sent to; empty for no alerts.')
param alertEmail string = ''

@description('The lag of the change feed, in seconds, above which an alert is sent.')
@minValue(1)
param alertFeedLagSeconds int = 300

@description('The share of requests with a server error, in percent, above which an alert is sent.')
@minValue(0)
@maxValue(100)
param alertServerErrorPercent int = 2

@description('The number of requests throttled by Cosmos DB in 15 minutes above which an alert is sent.')
@minValue(0)
param alertThrottledRequests int = 100

@description('The monthly cost of the installation above which an alert is sent; 0 for no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('The first day of the month in which the budget begins, as yyyy-MM-dd. It cannot be changed later.')
param budgetStartDate string = ''

var tags = { 'azd-env-name': environmentName }
var resourceToken = toLower(uniqueString(subscription().id, environmentName, location))
var cosmosName = empty(cosmosAccountName) ? 'cosmos-${resourceToken}' : cosmosAccountName
var networkName = 'vnet-${resourceToken}'
var network = privateNetworking
  ? {
      id: existingNetwork.id
      functionsSubnetId: existingNetwork::functions.id
      endpointsSubnetId: existingNetwork::endpoints.id
    }
  : null

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    location: location
    resourceToken: resourceToken
    tags: tags
  }
}

module virtualNetwork 'modules/network.bicep' = if (privateNetworking) {
  scope: group
  params: {
    location: location
    name: networkName
    tags: tags
    addressSpace: networkAddressSpace
  }
}

// Known before the deployment, so that a preview shows what is private.
resource existingNetwork 'Microsoft.Network/virtualNetworks@2024-07-01' existing = {
  scope: group
  name: networkName

  resource functions 'subnets' existing = {
    name: 'functions'
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    resourceToken: resourceToken
    tags: tags
    principalId: identity.outputs.principalId
    retentionDays: logRetentionDays
    dailyQuotaGb: logDailyQuotaGb
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  dependsOn: [virtualNetwork]
  params: {
    location: location
    resourceToken: resourceToken
    tags: tags
    principalId: identity.outputs.principalId
    zoneRedundant: zoneRedundant
    network: network
  }
}

module cosmos 'modules/cosmos.bicep' = {
  scope: group
  dependsOn: [virtualNetwork]
  params: {
    location: location
    tags: tags
    accountName: cosmosName
    principalId: identity.outputs.principalId
    maxThroughput: cosmosMaxThroughput
    zoneRedundant: zoneRedundant
    backupDays: cosmosBackupDays
    network: network
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/serviceBus.bicep' = {
  scope: group
  dependsOn: [virtualNetwork]
  params: {
    location: location
    resourceToken: resourceToken
    tags: tags
    principalId: identity.outputs.principalId
    tier: serviceBusTier == 'Premium' || (empty(serviceBusTier) && privateNetworking) ? 'Premium' : 'Standard'
    network: network
  }
}

module keyVault 'modules/keyVault.bicep' = {
  scope: group
  dependsOn: [virtualNetwork]
  params: {
    location: location
    resourceToken: resourceToken
    tags: tags
    principalId: identity.outputs.principalId
    operatorPrincipalId: operatorPrincipalId
    operatorPrincipalType: operatorPrincipalType
    administratorToken: administratorToken
    network: network
    workspaceId: monitoring.outputs.workspaceId
  }
}

module functionApp 'modules/functionApp.bicep' = {
  scope: group
  dependsOn: [virtualNetwork]
  params: {
    location: location
    resourceToken: resourceToken
    tags: tags
    serviceName: 'functions'
    identityId: identity.outputs.id
    settings: settings
    packagesUrl: storage.outputs.packagesUrl
    maximumInstances: maximumInstances
    readyInstances: readyInstances
    instanceMemory: instanceMemory
    zoneRedundant: zoneRedundant
    network: network
  }
}

// src/Functions/Names/SettingNames.cs has the same names for the host.
var settings = union(
  {
    AZURE_CLIENT_ID: identity.outputs.clientId
    AzureWebJobsStorage__blobServiceUri: storage.outputs.blobEndpoint
    AzureWebJobsStorage__queueServiceUri: storage.outputs.queueEndpoint
    AzureWebJobsStorage__tableServiceUri: storage.outputs.tableEndpoint
    AzureWebJobsStorage__credential: 'managedidentity'
    AzureWebJobsStorage__clientId: identity.outputs.clientId
    Cosmos__accountEndpoint: cosmos.outputs.endpoint
    Cosmos__credential: 'managedidentity'
    Cosmos__clientId: identity.outputs.clientId
    ServiceBus__fullyQualifiedNamespace: serviceBus.outputs.hostName
    ServiceBus__credential: 'managedidentity'
    ServiceBus__clientId: identity.outputs.clientId
    APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.insightsConnectionString
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
    AuditVerificationSchedule: auditVerificationSchedule
    ENTERPRISE_ADMIN_TOKEN: '@Microsoft.KeyVault(SecretUri=${keyVault.outputs.administratorTokenUri})'
  },
  empty(oidcAuthority) ? {} : { Enterprise__Authentication__Authority: oidcAuthority },
  empty(oidcAudience) ? {} : { Enterprise__Authentication__Audience: oidcAudience },
  empty(clientAddressHeader) ? {} : { Enterprise__ClientAddressHeader: clientAddressHeader },
  toObject(
    empty(trustedProxies) ? [] : range(0, length(split(trustedProxies, ','))),
    index => 'Enterprise__TrustedProxies__${index}',
    index => trim(split(trustedProxies, ',')[index])
  )
)

module alerts 'modules/alerts.bicep' = if (!empty(alertEmail)) {
  scope: group
  params: {
    location: location
    resourceToken: resourceToken
    tags: tags
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: serviceBus.outputs.id
    queueName: serviceBus.outputs.queueName
    cosmosId: cosmos.outputs.id
    feedLagSeconds: alertFeedLagSeconds
    serverErrorPercent: alertServerErrorPercent
    throttledRequests: alertThrottledRequests
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0) {
  scope: group
  params: {
    resourceToken: resourceToken
    amount: max(monthlyBudget, 1)
    startDate: budgetStartDate
    email: alertEmail
  }
}

@description('The URL of the API.')
output ENTERPRISE_URL string = functionApp.outputs.url

@description('The function app\'s name.')
output SERVICE_FUNCTIONS_NAME string = functionApp.outputs.name

@description('The key vault that holds the administrator\'s token, in the secret administrator-token.')
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name
