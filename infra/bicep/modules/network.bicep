metadata description = 'The virtual network of an installation whose services have no public address.'

import { tagsType } from 'types.bicep'

@description('The region.')
param location string

@description('The network\'s name.')
param name string

@description('Tags of every resource.')
param tags tagsType

@description('The address space of the network, in CIDR; the two subnets are its first two /24 ranges.')
param addressSpace string

resource network 'Microsoft.Network/virtualNetworks@2024-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressSpace]
    }
    subnets: [
      {
        name: 'functions'
        properties: {
          addressPrefix: cidrSubnet(addressSpace, 24, 0)
          delegations: [
            {
              name: 'functions'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressSpace, 24, 1)
          privateEndpointNetworkPolicies: 'Disabled'
        }
      }
    ]
  }
}
