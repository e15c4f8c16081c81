using Enterprise.Api.Authentication;
using Enterprise.Api.Requests;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Describes the parameters of operations: of the path, of the query and of the headers.</summary>
internal static class OperationParameters
{
    internal static void DescribePath(OpenApiOperation operation, string path)
    {
        var parameters = operation.Parameters!.OfType<OpenApiParameter>();
        foreach (var parameter in parameters.Where(parameter => parameter.In == ParameterLocation.Path))
        {
            var name = parameter.Name!;
            parameter.Description = name switch
            {
                "id" => $"The {Singular(path.Split('/')[0])}'s id.",
                _ when name.EndsWith("_id", StringComparison.Ordinal) => $"The {name[..^"_id".Length]}'s id.",
                _ => $"The {name}'s name.",
            };
        }
    }

    internal static void AddBreakGlass(OpenApiOperation operation) => operation.Parameters!.Add(Parameters.Header(
        BreakGlass.Header,
        "Why an administrator bypasses domain and network restrictions. Each use is audited."));

    /// <summary>Adds what the endpoint's metadata declares.</summary>
    internal static void AddDeclared(OpenApiOperation operation, IList<object> metadata, OpenApiDocument? document)
    {
        var parameters = operation.Parameters!;
        if (metadata.OfType<ListQueryMetadata>().LastOrDefault() is { } list)
        {
            foreach (var parameter in Parameters.Of(list.Definition, document))
                parameters.Add(parameter);
        }

        if (metadata.OfType<ItemQueryMetadata>().LastOrDefault() is { } item)
        {
            parameters.Add(Parameters.Header(
                "If-None-Match",
                "The ETag of a version that the caller has: 304 if it is still the current one."));
            parameters.Add(Parameters.Fields());
            foreach (var parameter in Parameters.Expand(item.Definition))
                parameters.Add(parameter);
        }

        foreach (var declared in metadata.OfType<QueryParameterMetadata>())
        {
            var parameter = parameters.OfType<OpenApiParameter>().Single(known => known.Name == declared.Name);
            parameter.Description = declared.Description;
            parameter.Schema = new OpenApiSchema { Type = declared.Type, Format = declared.Format };
        }

        if (metadata.OfType<IdempotencyKeyMetadata>().Any())
        {
            parameters.Add(Parameters.Header(
                "Idempotency-Key",
                "Makes the creation idempotent: a repeat within 24 hours returns what the first request created."));
        }

        if (metadata.OfType<IfMatchMetadata>().Any())
            parameters.Add(Parameters.Header("If-Match", "The ETag of the expected version: 412 if there is another."));
    }

    /// <summary><c>approval-policies</c> as <c>approval policy</c>.</summary>
    private static string Singular(string resource)
    {
        var singular = resource.EndsWith("ies", StringComparison.Ordinal)
            ? $"{resource[..^"ies".Length]}y"
            : resource.TrimEnd('s');
        return singular.Replace('-', ' ');
    }
}
