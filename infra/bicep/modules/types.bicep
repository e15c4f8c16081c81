metadata description = 'Types of parameters that several modules share.'

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
@description('The only network that reaches the services of a private installation.')
type networkType = {
  @description('The network\'s resource id.')
  id: string

  @description('The subnet of the function app\'s instances.')
  functionsSubnetId: string

  @description('The subnet of the services\' private endpoints.')
  endpointsSubnetId: string
}
