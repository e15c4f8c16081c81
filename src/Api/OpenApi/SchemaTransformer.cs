using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Describes types that have a JSON converter of their own.</summary>
internal sealed class SchemaTransformer : IOpenApiSchemaTransformer
{
    public Task TransformAsync(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken cancellationToken)
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
            schema.Enum = [.. Enum.GetNames(actual).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
        }

        return Task.CompletedTask;
    }
}
