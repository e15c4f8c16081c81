using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Mends the schemas of what has a converter of its own.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = context.JsonTypeInfo.Type;
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        var @null = actual == type ? default : JsonSchemaType.Null;
        if (actual == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | @null;
            schema.Format = "date-time";
        }
        else if (actual == typeof(decimal))
        {
            schema.Format = "decimal";
        }
        else if (actual == typeof(JsonElement))
        {
            schema.Type = JsonSchemaType.Object | JsonSchemaType.Null;
        }
        else if (actual.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. Enum.GetNames(actual).Select(name => (JsonNode)JsonNamingPolicy.SnakeCaseLower.ConvertName(name))];
        }

        return Task.CompletedTask;
    }
}
