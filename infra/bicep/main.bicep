metadata name = 'Enterprise'
metadata description = 'Everything that an installation on Azure consists of, in a resource group of its own.'

targetScope = 'subscription'

@description('The name of the azd environment: one installation.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('The region.')
@minLength(1)
param location string

@description('Who may read and rotate the secrets in the key vault, as an object id; empty for nobody.')
param operatorPrincipalId string = ''

@description('What the operator is.')
@allowed(['User', 'Group', 'ServicePrincipal'])
param operatorPrincipalType string = 'User'

@description('The administrator\'s token on the first start. One that is in the vault already stays.')
@secure()
param administratorToken string = '${newGuid()}${newGuid()}'

@description('The URL of the OpenID Connect issuer whose tokens are accepted; empty for none.')
param oidcAuthority string = ''

@description('The audience that the issuer\'s tokens have to be for; empty for none.')
param oidcAudience string = ''

@description('The networks of reverse proxies in front of the app, in CIDR with commas between.')
param trustedProxies string = ''

@description('The header in which those proxies tell the client\'s address; the app believes no other.')
param clientAddressHeader string = ''

@description('When the whole audit trail is verified, as a schedule of six fields in UTC.')
param auditVerificationSchedule string = '0 0 2 * * *'

@description('The most request units a second that the database scales to, in steps of 1000; 0 for a serverless account.')
@minValue(0)
param cosmosMaxThroughput int = 0

@description('How many days back the database can be restored to any second.')
@allowed([7, 30])
param cosmosBackupDays int = 7

@description('The name of the Cosmos DB account, where it is not to be derived: one that was restored, for example.')
param cosmosAccountName string = ''

@description('The most instances that the app scales to.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('How many instances are kept ready for requests; 0 lets the app sleep when nobody calls.')
@minValue(0)
@maxValue(1000)
param readyInstances int = 0

@description('The memory of an instance, in megabytes.')
@allowed([512, 2048, 4096])
param instanceMemory int = 2048

@description('Whether everything is kept in several zones of the region.')
param zoneRedundant bool = false

@description('Whether the services are reached from a virtual network alone. The API itself stays public.')
param privateNetworking bool = false

@description('The addresses of the virtual network, in CIDR.')
param networkAddressSpace string = '10.40.0.0/16'

@description('The tier of Service Bus; empty for Premium in a private network, the only one that can be, and Standard otherwise.')
@allowed(['', 'Standard', 'Premium'])
param serviceBusTier string = ''

@description('How many days telemetry is kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('How many gigabytes of telemetry a day are taken in before the rest of the day is dropped; -1 for no limit.')
param logDailyQuotaGb int = -1

@description('Who is told by e-mail when something is wrong; empty for no alerts.')
param alertEmail string = ''

@description('How many seconds the feed of changes may be behind before somebody is told.')
@minValue(1)
param alertFeedLagSeconds int = 300

@description('What share of requests may fail by a fault of the server before somebody is told, in percent.')
@minValue(0)
@maxValue(100)
param alertServerErrorPercent int = 2

@description('How many requests Cosmos DB may throttle in a quarter of an hour before somebody is told.')
@minValue(0)
param alertThrottledRequests int = 100

@description('What the installation may cost in a month before somebody is told; 0 for no budget.')
@minValue(0)
param monthlyBudget int = 0

@description('The first day of the month in which the budget begins, as yyyy-MM-dd. Azure lets nobody change it later.')
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

// Known before anything is deployed, so that a preview can tell what is private.
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

@description('Where the API is.')
output ENTERPRISE_URL string = functionApp.outputs.url

@description('The function app\'s name.')
output SERVICE_FUNCTIONS_NAME string = functionApp.outputs.name

@description('The key vault that holds the administrator\'s token, in the secret administrator-token.')
output AZURE_KEY_VAULT_NAME string = keyVault.outputs.name

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name
