using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Api.Responses;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Api.Lists;

/// <summary>The query string of a list: its page, its filters and its shape. Unknown parameters are refused.</summary>
internal sealed class ListQuery
{
    private static readonly HashSet<string> _common =
        new(StringComparer.Ordinal) { "limit", "cursor", "sort", "fields", "expand" };

    private readonly HttpRequest _request;
    private readonly CursorCodec _cursors;
    private readonly string _scope;

    private ListQuery(HttpRequest request, CursorCodec cursors, string scope, ListRequest page, Shape shape)
    {
        _request = request;
        _cursors = cursors;
        _scope = scope;
        Page = page;
        Shape = shape;
    }

    /// <summary>What is asked of the list: filters, sort, limit and position.</summary>
    internal ListRequest Page { get; }

    /// <summary>The shape of its items.</summary>
    internal Shape Shape { get; }

    internal static ListQuery Read<T>(HttpContext http, ListDefinition<T> definition)
        where T : class
    {
        var query = http.Request.Query;
        var cursors = http.RequestServices.GetRequiredService<CursorCodec>();
        var sort = ListRequest.ParseSort(definition, query["sort"]);
        var where = ListRequest.Filter(definition, query.Where(IsFilter).Select(Values));
        var scope = Scope(http.Request, definition);
        var total = new DocumentQuery<T>(definition.Type) { Sort = sort }.TotalSort;
        var after = query.TryGetValue("cursor", out var cursor) ? cursors.Read(scope, cursor.ToString(), total) : null;
        var knownFields = query.ContainsKey("fields")
            ? (IReadOnlyList<string>)[.. definition.Type.Json.Properties.Select(property => property.Name)]
            : [];
        return new ListQuery(
            http.Request,
            cursors,
            scope,
            new ListRequest(where, sort, Limit(query), after),
            Shape.Read(http, definition, knownFields));
    }

    /// <summary>The path and query of the page after this position.</summary>
    internal string NextLink(IReadOnlyList<FieldValue> position)
    {
        var parameters = _request.Query
            .Where(parameter => parameter.Key != "cursor")
            .SelectMany(parameter => parameter.Value, (parameter, value) => KeyValuePair.Create(parameter.Key, value))
            .Append(KeyValuePair.Create("cursor", (string?)_cursors.Write(_scope, position)));
        return _request.PathBase.Add(_request.Path).ToUriComponent() + QueryString.Create(parameters).ToUriComponent();
    }

    /// <summary>The query parameters, for the audit trail.</summary>
    internal JsonElement Parameters()
    {
        var parameters = new JsonObject();
        foreach (var (name, values) in _request.Query)
            parameters[name] = values.ToString();
        return JsonSerializer.SerializeToElement(parameters, ValuesJson.Default.JsonObject);
    }

    /// <summary>What a cursor is valid for: the list and its path, its filters and its sort.</summary>
    private static string Scope(HttpRequest request, ListDefinition definition)
    {
        var text = new StringBuilder(definition.Name)
            .Append('\n').Append(request.Path.Value?.TrimEnd('/'))
            .Append('\n').Append(request.Query["sort"].ToString());
        foreach (var (name, values) in request.Query.Where(IsFilter).OrderBy(pair => pair.Key, StringComparer.Ordinal))
            text.Append('\n').Append(name).Append('=').Append(values.ToString());
        return text.ToString();
    }

    private static bool IsFilter(KeyValuePair<string, StringValues> parameter) => !_common.Contains(parameter.Key);

    private static KeyValuePair<string, IReadOnlyList<string>> Values(KeyValuePair<string, StringValues> parameter) =>
        KeyValuePair.Create(parameter.Key, (IReadOnlyList<string>)[.. parameter.Value.Select(value => value ?? "")]);

    private static int Limit(IQueryCollection query)
    {
        if (!query.TryGetValue("limit", out var text))
            return ListDefinition.DefaultLimit;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            && limit is >= 1 and <= ListDefinition.LargestLimit
            ? limit
            : throw RefusedException.Invalid("limit", $"Expected 1 to {ListDefinition.LargestLimit}.");
    }
}
