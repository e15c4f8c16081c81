using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Editing;

/// <summary>Reads what callers send: every field known, every value of its type, or all that is wrong, by field.</summary>
public static class StrictJson
{
    /// <summary>What is said of a field that is not there.</summary>
    internal const string Unknown = "There is no such field.";

    private static readonly EnterpriseJson _strict = new(new JsonSerializerOptions(EnterpriseJson.Default.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new ExactEnums() },
    });

    /// <summary>Reads an object; refuses it with a 422 that names each wrong field.</summary>
    public static T Read<T>(JsonElement body)
        where T : class
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw RefusedException.Unreadable("The body is not a JSON object.");
        var type = (JsonTypeInfo<T>)_strict.Options.GetTypeInfo(typeof(T));
        try
        {
            return body.Deserialize(type)!;
        }
        catch (JsonException)
        {
            throw RefusedException.Invalid(Errors(body, type));
        }
    }

    /// <summary>Reads field by field, which finds every wrong one and not just the first.</summary>
    private static List<FieldError> Errors(JsonElement body, JsonTypeInfo type)
    {
        var known = type.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
        var errors = new List<FieldError>();
        foreach (var field in body.EnumerateObject())
        {
            if (!known.TryGetValue(field.Name, out var property))
            {
                errors.Add(new FieldError(field.Name, Unknown));
                continue;
            }

            try
            {
                if (field.Value.ValueKind != JsonValueKind.Null)
                    field.Value.Deserialize(_strict.Options.GetTypeInfo(property.PropertyType));
                else if (!property.IsSetNullable || property.PropertyType is { IsValueType: true } value && Nullable.GetUnderlyingType(value) is null)
                    errors.Add(new FieldError(field.Name, "The value can't be null."));
            }
            catch (JsonException exception)
            {
                errors.Add(new FieldError(field.Name + Below(exception.Path), Expectation(property.PropertyType, exception)));
            }
        }

        return errors.Count > 0
            ? errors
            : throw new InvalidOperationException($"No field of the {type.Type.Name} was to blame.");
    }

    /// <summary>The part of a JSON path below its root: <c>$[0].email</c> is <c>[0].email</c>.</summary>
    private static string Below(string? path) => path is null ? "" : path[1..];

    private static string Expectation(Type type, JsonException exception)
    {
        var actual = Nullable.GetUnderlyingType(type) ?? type;
        if (exception.Message.Contains("could not be mapped", StringComparison.Ordinal))
            return Unknown;
        return actual switch
        {
            { IsEnum: true } => $"Expected one of: {string.Join(", ", Names(actual))}.",
            _ when actual == typeof(string) => "Expected a text.",
            _ when actual == typeof(bool) => "Expected true or false.",
            _ when actual == typeof(long) || actual == typeof(int) => "Expected an integer.",
            _ when actual == typeof(double) || actual == typeof(decimal) => "Expected a number.",
            _ when actual == typeof(DateOnly) => "Expected a date such as 2026-01-31.",
            _ when actual == typeof(DateTimeOffset) =>
                "Expected an RFC 3339 date and time with an offset, such as 2026-01-31T09:00:00Z.",
            _ when actual == typeof(IReadOnlyList<string>) => "Expected an array of texts.",
            _ => "Expected a value of another type.",
        };
    }

    private static IEnumerable<string> Names(Type enumeration) =>
        Enum.GetNames(enumeration).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);
}
