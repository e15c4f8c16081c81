metadata description = 'The identity that the function app acts as, towards every service.'

import { tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('What tells this installation\'s resources from others, in their names.')
param resourceToken string

@description('Tags of every resource.')
param tags tagsType

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${resourceToken}'
  location: location
  tags: tags
}

@description('The identity\'s resource id.')
output id string = identity.id

@description('The id by which the app chooses this identity.')
output clientId string = identity.properties.clientId

@description('The id to which roles are assigned.')
output principalId string = identity.properties.principalId
