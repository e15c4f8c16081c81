metadata description = 'The types of parameters that several modules have.'

@export()
@description('The tags of a resource.')
type tagsType = {
  @description('A tag\'s value.')
  *: string
}

@export()
@description('The settings of an app.')
type settingsType = {
  @description('A setting\'s value.')
  *: string
}

@export()
@description('The network that alone reaches the services of a private installation.')
type networkType = {
  @description('The network\'s resource id.')
  id: string

  @description('The subnet that the function app\'s instances are in.')
  functionsSubnetId: string

  @description('The subnet that the services\' private endpoints are in.')
  endpointsSubnetId: string
}
