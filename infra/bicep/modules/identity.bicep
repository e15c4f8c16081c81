metadata description = 'The identity that the function app uses for every service.'

import { tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The part of resource names that is unique to this installation.')
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

@description('The client id by which the app selects this identity.')
output clientId string = identity.properties.clientId

@description('The principal id to which roles are assigned.')
output principalId string = identity.properties.principalId
