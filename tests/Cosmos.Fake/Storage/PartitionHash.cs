using System.Reflection;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>The SDK's hash of a partition key, which is internal to it.</summary>
internal sealed class PartitionHash
{
    private static readonly Assembly Direct = Assembly.Load("Microsoft.Azure.Cosmos.Direct");
    private static readonly Type KeyType = Find("Microsoft.Azure.Documents.Routing.PartitionKeyInternal");
    private static readonly Type DefinitionType = Find("Microsoft.Azure.Documents.PartitionKeyDefinition");

    private static readonly MethodInfo FromJson = KeyType.GetMethod("FromJsonString", [typeof(string)])!;

    private static readonly MethodInfo Hash = KeyType.GetMethod(
        "GetEffectivePartitionKeyString",
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;

    private readonly object _definition;

    internal PartitionHash(Dictionary<string, object?> definition) => _definition =
        Newtonsoft.Json.JsonConvert.DeserializeObject(
            System.Text.Encoding.UTF8.GetString(Json.Bytes(definition)), DefinitionType)!;

    internal string Of(string partitionKeyJson)
    {
        var key = FromJson.Invoke(null, [partitionKeyJson]);
        return (string)(Hash.IsStatic
            ? Hash.Invoke(null, [key, _definition, true])
            : Hash.Invoke(key, [_definition, true]))!;
    }

    private static Type Find(string name) => Direct.GetType(name)
        ?? throw new MissingMemberException($"{typeof(CosmosClient).Assembly.GetName()} has no {name} any more.");
}
