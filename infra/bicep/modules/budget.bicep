metadata description = 'What the resource group may cost in a month before somebody is told. It stops nothing.'

@description('What tells this installation\'s resources from others, in their names.')
param resourceToken string

@description('The amount, in the currency of the subscription.')
@minValue(1)
param amount int

@description('The first day of the month in which it begins, as yyyy-MM-dd. Azure lets nobody change it later.')
@minLength(10)
@maxLength(10)
param startDate string

@description('Who is told.')
@minLength(3)
param email string

resource budget 'Microsoft.Consumption/budgets@2024-08-01' = {
  name: 'budget-${resourceToken}'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: startDate
    }
    notifications: {
      spentMost: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: [email]
      }
      willExceed: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: [email]
      }
    }
  }
}
