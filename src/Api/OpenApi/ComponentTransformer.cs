using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Api.Modules;
using Enterprise.Api.Problems;
using Enterprise.Core;
using Enterprise.Core.Approvals.Process;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>
/// Describes what the types do not say of request bodies and entities: the required fields and the defaults of a body,
/// that it takes no unknown fields, and which fields of an entity are read-only and which always present.
/// </summary>
internal sealed class ComponentTransformer(IEnumerable<ApiModule> modules) : IOpenApiDocumentTransformer
{
    private readonly Body[] _bodies = [.. modules.SelectMany(module => module.Bodies)];
    private readonly PatchBody[] _patches = [.. modules.SelectMany(module => module.Patches)];
    private readonly Entity[] _entities = [.. modules.SelectMany(module => module.Entities)];

    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken)
    {
        var schemas = document.Components!.Schemas!;
        foreach (var entity in _entities)
            Describe(Schema(schemas, entity.Type), entity, document);
        foreach (var patch in _patches)
            schemas[patch.Name] = Patch(Schema(schemas, patch.Type), patch, document);
        foreach (var body in _bodies)
            Describe(Schema(schemas, body.Type), body);
        foreach (var page in schemas.Where(schema => schema.Key.EndsWith("Page", StringComparison.Ordinal)))
            DescribePage((OpenApiSchema)page.Value);
        DescribeProblem(Schema(schemas, typeof(Problem)));
        DescribeValues(Schema(schemas, typeof(ProposedChange)));
        foreach (var patch in _patches.Where(patch => !_bodies.Any(body => body.Type == patch.Type)))
            schemas.Remove(patch.Type.Name);
        document.Components.Schemas = schemas.OrderBy(schema => schema.Key, StringComparer.Ordinal)
            .ToDictionary(schema => schema.Key, schema => schema.Value);
        return Task.CompletedTask;
    }

    private static OpenApiSchema Schema(IDictionary<string, IOpenApiSchema> schemas, Type type) =>
        (OpenApiSchema)schemas[type.Name];

    private static void Describe(OpenApiSchema schema, Entity entity, OpenApiDocument document)
    {
        var properties = schema.Properties!;
        schema.Required = properties.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var name in entity.NeverNull)
            properties[name] = NotNull(properties[name]);
        var writable = FieldsOf(entity.Writable);
        foreach (var (name, property) in properties)
        {
            if (writable.Contains(name))
                continue;
            if (property is OpenApiSchema own)
                own.ReadOnly = true;
            else if (property is OpenApiSchemaReference reference)
                reference.ReadOnly = true;
        }

        foreach (var (name, type) in entity.Embedded)
        {
            properties[name] = new OpenApiSchema
            {
                Description = $"The {name}, where expand asks for it; null where there is none.",
                ReadOnly = true,
                OneOf =
                [
                    new OpenApiSchema { Type = JsonSchemaType.Null },
                    new OpenApiSchemaReference(type.Name, document),
                ],
            };
        }
    }

    private static HashSet<string> FieldsOf(Type? type)
    {
        if (type is null)
            return [];
        var properties = CoreServices.Json.GetTypeInfo(type).Properties;
        return properties.Select(property => property.Name).ToHashSet();
    }

    private static void Describe(OpenApiSchema schema, Body body)
    {
        schema.AdditionalPropertiesAllowed = false;
        schema.Required = body.Required.ToHashSet(StringComparer.Ordinal);
        schema.Examples = [JsonNode.Parse(body.Example)!];
        var properties = schema.Properties!;
        foreach (var name in body.Required)
            properties[name] = NotNull(properties[name]);
        foreach (var (name, value) in Defaults(body.Type))
        {
            if (properties[name] is OpenApiSchema own)
                own.Default = value;
            else if (properties[name] is OpenApiSchemaReference reference)
                properties[name] = WithDefault(reference, value);
        }
    }

    /// <summary>
    /// Many generators ignore a default beside a reference, and their clients then send the enumeration's first value.
    /// </summary>
    private static OpenApiSchema WithDefault(OpenApiSchemaReference reference, JsonNode? value) => new()
    {
        Description = reference.Description,
        Default = value,
        AllOf = [reference],
    };

    /// <summary>In a merge patch nothing is required, and null resets a field to its default.</summary>
    private static OpenApiSchema Patch(OpenApiSchema fields, PatchBody patch, OpenApiDocument document) => new()
    {
        Type = JsonSchemaType.Object,
        Description =
            $"{fields.Description} A field that is left out is unchanged; null resets a field to its default.",
        AdditionalPropertiesAllowed = false,
        Examples = [JsonNode.Parse(patch.Example)!],
        Properties = fields.Properties!.ToDictionary(
            property => property.Key,
            property => Nullable(property.Value, document)),
    };

    private static void DescribePage(OpenApiSchema schema)
    {
        schema.Description = "A page of a list.";
        schema.Required = new HashSet<string>(StringComparer.Ordinal) { "items" };
        schema.Properties!["next_link"] = NotNull(schema.Properties["next_link"]);
    }

    /// <summary>The values have the type of the field that would change, so that their schemas are open.</summary>
    private static void DescribeValues(OpenApiSchema schema)
    {
        foreach (var (name, property) in schema.Properties!.ToList())
            schema.Properties![name] = new OpenApiSchema { Description = property.Description };
    }

    /// <summary>Empty properties of a problem are absent, never null.</summary>
    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Required =
            new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "instance", "trace_id" };
        foreach (var name in schema.Properties!.Keys.ToList())
            schema.Properties[name] = NotNull(schema.Properties[name]);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Defaults(Type type) => JsonSerializer
        .SerializeToNode(Activator.CreateInstance(type), CoreServices.Json.GetTypeInfo(type))!
        .AsObject()
        .Where(property => property.Value is not null)
        .Select(property => KeyValuePair.Create(property.Key, (JsonNode?)property.Value!.DeepClone()));

    private static IOpenApiSchema NotNull(IOpenApiSchema schema)
    {
        if (schema is not OpenApiSchema { OneOf: var choices } own)
            return schema;
        if (choices?.OfType<OpenApiSchemaReference>().FirstOrDefault() is { } reference)
            return reference;
        var copy = (OpenApiSchema)own.CreateShallowCopy();
        copy.Type &= ~JsonSchemaType.Null;
        return copy;
    }

    private static IOpenApiSchema Nullable(IOpenApiSchema schema, OpenApiDocument document)
    {
        if (schema is OpenApiSchemaReference reference)
        {
            return new OpenApiSchema
            {
                Description = schema.Description,
                OneOf =
                [
                    new OpenApiSchema { Type = JsonSchemaType.Null },
                    new OpenApiSchemaReference(reference.Reference.Id!, document),
                ],
            };
        }

        var copy = (OpenApiSchema)schema.CreateShallowCopy();
        if (copy.Type is { } type)
            copy.Type = type | JsonSchemaType.Null;
        return copy;
    }
}
