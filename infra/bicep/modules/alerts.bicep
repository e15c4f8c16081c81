metadata description = 'Alerts by e-mail; docs/operations.md explains what to do about each.'

import { tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The part of resource names that is unique to this installation.')
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

@description('The e-mail address that is notified.')
param email string

@description('The Log Analytics workspace that holds the telemetry.')
param workspaceId string

@description('The Service Bus namespace\'s resource id.')
param serviceBusId string

@description('The queue whose dead letters are reported.')
param queueName string

@description('The Cosmos DB account\'s resource id.')
param cosmosId string

@description('The lag of the change feed, in seconds, above which an alert is sent.')
param feedLagSeconds int

@description('The share of requests with a server error, in percent, above which an alert is sent.')
param serverErrorPercent int

@description('The number of requests throttled by Cosmos DB in 15 minutes above which an alert is sent.')
param throttledRequests int

var logAlerts = [
  {
    name: 'feed-lag'
    description: 'Changes wait too long to be audited and announced, or their lag is not measured.'
    severity: 1
    query: loadTextContent('../queries/feed-lag.kql')
    measure: 'LagSeconds'
    aggregation: 'Maximum'
    threshold: feedLagSeconds
  }
  {
    name: 'parked-changes'
    description: 'A consumer could not handle a change, which was parked as a dead letter.'
    severity: 1
    query: loadTextContent('../queries/parked-changes.kql')
    measure: null
    aggregation: 'Count'
    threshold: 0
  }
  {
    name: 'server-errors'
    description: 'Too many requests are answered with a server error.'
    severity: 2
    query: loadTextContent('../queries/server-errors.kql')
    measure: 'Percent'
    aggregation: 'Maximum'
    threshold: serverErrorPercent
  }
]

resource receivers 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${resourceToken}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'enterprise'
    enabled: true
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource logs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: '${alert.name}-${resourceToken}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.name
      description: alert.description
      severity: alert.severity
      enabled: true
      autoMitigate: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      // The tables are created with the first telemetry.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            metricMeasureColumn: alert.measure
            timeAggregation: alert.aggregation
            operator: 'GreaterThan'
            threshold: alert.threshold
          }
        ]
      }
      actions: {
        actionGroups: [receivers.id]
      }
    }
  }
]

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'dead-letters-${resourceToken}'
  location: 'global'
  tags: tags
  properties: {
    description: 'A delivery failed permanently and is in the queue\'s dead letters.'
    severity: 2
    enabled: true
    autoMitigate: true
    scopes: [serviceBusId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead letters'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.ServiceBus/namespaces'
          metricName: 'DeadletteredMessages'
          dimensions: [{ name: 'EntityName', operator: 'Include', values: [queueName] }]
          timeAggregation: 'Maximum'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: [{ actionGroupId: receivers.id }]
  }
}

resource throttling 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'throttling-${resourceToken}'
  location: 'global'
  tags: tags
  properties: {
    description: 'Cosmos DB throttles requests because the throughput is used up.'
    severity: 3
    enabled: true
    autoMitigate: true
    scopes: [cosmosId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'throttled requests'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.DocumentDB/databaseAccounts'
          metricName: 'TotalRequests'
          dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: throttledRequests
        }
      ]
    }
    actions: [{ actionGroupId: receivers.id }]
  }
}
