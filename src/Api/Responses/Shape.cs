using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Responses;

/// <summary>The part of a representation that a caller asks for, and the related entities embedded in it.</summary>
/// <param name="Fields">The fields; null for all.</param>
/// <param name="Expansions">The related entities.</param>
internal sealed record Shape(IReadOnlySet<string>? Fields, IReadOnlyList<Expansion> Expansions)
{
    private const int MaxFields = 100;

    internal static Shape Whole { get; } = new(null, []);

    /// <summary>Whether the stored document can be written unchanged.</summary>
    internal bool IsWhole => Fields is null && Expansions.Count == 0;

    /// <summary>Reads <c>fields=id,name</c> and <c>expand=owner,team</c>.</summary>
    internal static Shape Read(HttpContext http, ListDefinition definition, IReadOnlyList<string> knownFields)
    {
        var query = http.Request.Query;
        var fields = Split(query, "fields");
        var expansions = Split(query, "expand");
        if (fields is null && expansions is null)
            return Whole;
        foreach (var name in fields ?? [])
        {
            if (!knownFields.Contains(name))
                throw RefusedException.Invalid("fields", $"There is no field {name}.");
        }

        foreach (var name in expansions ?? [])
        {
            if (!definition.Expansions.Contains(name))
                throw RefusedException.Invalid("expand", Expected(definition));
        }

        var lookup = http.RequestServices.GetRequiredService<ExpansionLookup>();
        return new Shape(
            fields?.ToHashSet(StringComparer.Ordinal),
            [.. (expansions ?? []).Distinct(StringComparer.Ordinal).Select(name => lookup[name])]);
    }

    private static string Expected(ListDefinition definition) => definition.Expansions.Count == 0
        ? "Nothing can be embedded here."
        : $"Expected some of: {string.Join(", ", definition.Expansions)}.";

    private static string[]? Split(IQueryCollection query, string name)
    {
        if (!query.TryGetValue(name, out var value))
            return null;
        var parts = value.ToString().Split(',', StringSplitOptions.TrimEntries);
        return parts.Length <= MaxFields && parts.All(part => part.Length > 0)
            ? parts
            : throw RefusedException.Invalid(name, $"Expected 1 to {MaxFields} names, separated by commas.");
    }
}
