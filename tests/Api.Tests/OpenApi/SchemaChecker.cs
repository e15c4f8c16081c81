using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enterprise.Api.Tests.OpenApi;

/// <summary>Checks values against the schemas of a document: as much of JSON Schema as the document uses.</summary>
internal sealed class SchemaChecker(JsonObject document)
{
    private static readonly HashSet<string> _known =
    [
        "$ref", "allOf", "oneOf", "type", "enum", "properties", "required", "additionalProperties", "items", "format",
        "minimum",
        "maximum", "maxItems", "default", "description", "examples", "readOnly",
    ];

    /// <summary>What is wrong with the value; empty where it is valid.</summary>
    internal IReadOnlyList<string> Check(JsonNode? value, JsonNode schema, string path = "$")
    {
        var rules = schema.AsObject();
        if (rules.FirstOrDefault(rule => !_known.Contains(rule.Key)).Key is { } unknown)
            return [$"{path}: the checker does not know {unknown}"];
        if (rules["$ref"] is { } reference)
            return Check(value, Resolve(reference.GetValue<string>()), path);
        if (rules["allOf"] is JsonArray parts)
            return [.. parts.SelectMany(part => Check(value, part!, path))];
        if (rules["oneOf"] is JsonArray choices)
            return choices.Count(choice => Check(value, choice!, path).Count == 0) == 1
                ? []
                : [$"{path}: not one of the choices"];
        if (rules["type"] is { } types && !Types(types).Any(type => Is(value, type)))
            return [$"{path}: {value?.ToJsonString() ?? "null"} is no {types.ToJsonString()}"];
        if (rules["enum"] is JsonArray names
            && value is not null
            && !names.Any(name => JsonNode.DeepEquals(name, value)))
            return [$"{path}: {value.ToJsonString()} is not in the enumeration"];
        return value switch
        {
            JsonObject properties => [.. CheckObject(properties, rules, path)],
            JsonArray items => rules["items"] is { } item
                ? [.. items.SelectMany((element, index) => Check(element, item, $"{path}[{index}]"))]
                : [],
            JsonValue text when text.GetValueKind() == JsonValueKind.String =>
                HasFormat(text.GetValue<string>(), rules["format"]?.GetValue<string>())
                    ? []
                    : [$"{path}: {text} has another format"],
            _ => [],
        };
    }

    private JsonNode Resolve(string reference)
    {
        JsonNode node = document;
        foreach (var part in reference.Split('/').Skip(1))
            node = node[part] ?? throw new InvalidOperationException($"{reference} leads nowhere.");
        return node;
    }

    private IEnumerable<string> CheckObject(JsonObject value, JsonObject rules, string path)
    {
        foreach (var name in rules["required"]?.AsArray() ?? [])
        {
            if (!value.ContainsKey(name!.GetValue<string>()))
                yield return $"{path}: {name} is missing";
        }

        foreach (var (name, property) in value)
        {
            if (rules["properties"]?[name] is { } known)
            {
                foreach (var error in Check(property, known, $"{path}.{name}"))
                    yield return error;
            }
            else if (rules["additionalProperties"] is JsonObject others)
            {
                foreach (var error in Check(property, others, $"{path}.{name}"))
                    yield return error;
            }
            else if (rules["properties"] is not null)
            {
                yield return $"{path}: {name} is not described";
            }
        }
    }

    private static IEnumerable<string> Types(JsonNode types) =>
        types is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [types.GetValue<string>()];

    private static bool Is(JsonNode? value, string type) =>
        (value?.GetValueKind() ?? JsonValueKind.Null, type) switch
        {
            (JsonValueKind.Null, "null") => true,
            (JsonValueKind.String, "string") => true,
            (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
            (JsonValueKind.Number, "number") => true,
            (JsonValueKind.Number, "integer") =>
                long.TryParse(
                    value!.ToJsonString(),
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out _),
            (JsonValueKind.Array, "array") => true,
            (JsonValueKind.Object, "object") => true,
            _ => false,
        };

    private static bool HasFormat(string text, string? format) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
