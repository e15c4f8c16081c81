using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Editing;

/// <summary>
/// Reads what callers send: every field known, every value of its type, or all that is wrong, by field.
/// </summary>
public static class StrictJson
{
    /// <summary>What is said of a field that is not there.</summary>
    internal const string Unknown = "There is no such field.";

    /// <summary><c>e-308</c>.</summary>
    private const int MostExponentCharacters = 5;

    /// <summary>The strict counterpart of each options instance that types are read with.</summary>
    private static readonly ConcurrentDictionary<JsonSerializerOptions, JsonSerializerOptions> _strict = new();

    /// <summary>Reads an object; refuses it with a 422 that names each wrong field.</summary>
    /// <param name="body">What was sent.</param>
    /// <param name="type">How the type is read otherwise, unknown fields left out.</param>
    public static T Read<T>(JsonElement body, JsonTypeInfo<T> type)
        where T : class
    {
        if (body.ValueKind != JsonValueKind.Object)
            throw RefusedException.Unreadable("The body is not a JSON object.");
        CheckNumbers(body);
        var strict = (JsonTypeInfo<T>)Strict(type.Options).GetTypeInfo(typeof(T));
        try
        {
            return body.Deserialize(strict)!;
        }
        catch (JsonException)
        {
            throw RefusedException.Invalid(Errors(body, strict));
        }
    }

    /// <summary>
    /// Refuses numbers that a double does not hold, such as 1e400: they are valid JSON, but nobody could compare, hash
    /// or pass them on.
    /// </summary>
    internal static void CheckNumbers(JsonElement body)
    {
        var errors = new List<FieldError>();
        foreach (var field in body.EnumerateObject())
        {
            if (!AreNumbersHeld(field.Value))
                errors.Add(new FieldError(field.Name, "A number is too large or too small."));
        }

        if (errors.Count > 0)
            throw RefusedException.Invalid(errors);
    }

    private static bool AreNumbersHeld(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => IsHeld(value),
        JsonValueKind.Array => value.EnumerateArray().All(AreNumbersHeld),
        JsonValueKind.Object => value.EnumerateObject().All(property => AreNumbersHeld(property.Value)),
        _ => true,
    };

    private static bool IsHeld(JsonElement number)
    {
        if (!number.TryGetDouble(out var value) || !double.IsFinite(value))
            return false;
        var text = JsonMarshal.GetRawUtf8Value(number);
        var mark = text.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mark < 0 ? text : text[..mark];
        return text.Length - mantissa.Length <= MostExponentCharacters
            && (value != 0 || mantissa.IndexOfAnyInRange((byte)'1', (byte)'9') < 0);
    }

    /// <summary>Reads field by field, which finds every wrong one and not just the first.</summary>
    private static List<FieldError> Errors(JsonElement body, JsonTypeInfo typeOfBody)
    {
        var known = typeOfBody.Properties.ToDictionary(property => property.Name, StringComparer.Ordinal);
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
                {
                    field.Value.Deserialize(typeOfBody.Options.GetTypeInfo(property.PropertyType));
                }
                else if (!property.IsSetNullable
                    || property.PropertyType is { IsValueType: true } value
                    && Nullable.GetUnderlyingType(value) is null)
                {
                    errors.Add(new FieldError(field.Name, "The value can't be null."));
                }
            }
            catch (JsonException exception)
            {
                var below = Below(exception.Path);
                var type = below.Length > 0 && property.PropertyType == typeof(IReadOnlyList<string>)
                    ? typeof(string)
                    : property.PropertyType;
                errors.Add(new FieldError(field.Name + below, Expectation(type, exception)));
            }
        }

        return errors.Count > 0
            ? errors
            : throw new InvalidOperationException($"No field of the {typeOfBody.Type.Name} was to blame.");
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

    private static JsonSerializerOptions Strict(JsonSerializerOptions options) => _strict.GetOrAdd(
        options,
        static known => new JsonSerializerOptions(known)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        });

    private static IEnumerable<string> Names(Type enumeration) =>
        Enum.GetNames(enumeration).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);
}
