metadata description = 'A monthly budget of the resource group that alerts when it is exceeded. It stops nothing.'

@description('The part of resource names that is unique to this installation.')
param resourceToken string

@description('The amount, in the currency of the subscription.')
@minValue(1)
param amount int

@description('The first day of the month in which it begins, as yyyy-MM-dd. It cannot be changed later.')
@minLength(10)
@maxLength(10)
param startDate string

@description('The e-mail address that is notified.')
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
