metadata description = 'A private endpoint of a service, and the private DNS zone that resolves it in the network.'

import { networkType, tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('Tags of every resource.')
param tags tagsType

@description('The network that reaches the service through the endpoint.')
param network networkType

@description('The endpoint\'s name.')
param name string

@description('The service\'s resource id.')
param serviceId string

@description('The sub-resource of the service, as named by Private Link.')
param groupId string

@description('The private DNS zone of the service, as named by Private Link.')
param zoneName string

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: zoneName
  location: 'global'
  tags: tags

  resource link 'virtualNetworkLinks' = {
    name: 'network'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: network.id
      }
    }
  }
}

resource endpoint 'Microsoft.Network/privateEndpoints@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    subnet: {
      id: network.endpointsSubnetId
    }
    privateLinkServiceConnections: [
      {
        name: groupId
        properties: {
          privateLinkServiceId: serviceId
          groupIds: [groupId]
        }
      }
    ]
  }

  resource zones 'privateDnsZoneGroups' = {
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: groupId
          properties: {
            privateDnsZoneId: zone.id
          }
        }
      ]
    }
  }
}
