using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Api.Tests.OpenApi;
using Enterprise.Core.Listing;

namespace Enterprise.Api.Tests.Lists;

/// <summary>Tests that run for every list.</summary>
public sealed class ListTests(ListHost host) : IClassFixture<ListHost>
{
    public static TheoryData<string> Every => [.. ListCase.All.Select(list => list.Operation)];

    /// <summary>How much of the organisation's trail is read, so that it fits on one page.</summary>
    private const int MostEntries = 100;

    public static TheoryData<string, string> EveryFilter =>
        [.. ListCase.All.SelectMany(list => list.Definition.Filters.Select(filter => (list.Operation, filter.Name)))];

    public static TheoryData<string, string> EverySort =>
        [
            .. ListCase.All.SelectMany(
                list => list.Definition.Sorts.SelectMany(
                    sort => new[] { (list.Operation, sort.Name), (list.Operation, $"-{sort.Name}") })),
        ];

    private ApiClient Admin => host.Admin;

    [Fact]
    public void Every_list_operation_has_a_list_case() => Assert.Equal(
        Catalogue.All.Select(operation => operation.Name)
            .Where(name => name.StartsWith("List", StringComparison.Ordinal))
            .Order(),
        ListCase.All.Select(list => list.Operation).Order());

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Following_next_link_returns_each_item_once_in_order(string operation)
    {
        var list = ListCase.Named(operation);
        var path = await Frozen(list);
        var whole = (await Admin.Get($"{path}&limit=200")).Expect(200);
        Assert.Null(whole.Json["next_link"]);
        Assert.Null(whole.Header("Link"));
        Assert.True(whole.Items.Count >= 3, whole.Text);

        var walked = new List<JsonNode>();
        for (var (next, pages) = ($"{path}&limit=2", 0); ; pages++)
        {
            Assert.True(pages <= whole.Items.Count, "The walk does not end.");
            var page = (await Admin.Get(next)).Expect(200);
            walked.AddRange(page.Items);
            if (page.Json["next_link"]?.GetValue<string>() is not { } link)
            {
                Assert.Null(page.Header("Link"));
                break;
            }

            Assert.Equal(2, page.Items.Count);
            Assert.Equal($"<{link}>; rel=\"next\"", page.Header("Link"));
            next = link;
        }

        Assert.Equal(whole.Items.Select(Text), walked.Select(Text));
    }

    [Theory]
    [MemberData(nameof(EverySort))]
    public async Task Every_sort_returns_all_items_and_descending_reverses_ascending(string operation, string sort)
    {
        var path = await Frozen(ListCase.Named(operation));
        var opposite = sort.StartsWith('-') ? sort[1..] : $"-{sort}";

        var forward = await Walk($"{path}&limit=2&sort={sort}");
        var backward = await Walk($"{path}&limit=3&sort={opposite}");

        Assert.Equal(forward.Select(Text), backward.Select(Text).Reverse());
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Limit_outside_1_to_200_returns_422(string operation)
    {
        var list = ListCase.Named(operation);
        foreach (var limit in new[] { "0", "-1", "201", "1.5", "abc", "", "99999999999999999999", "+5", " 5", "1,2" })
            (await Admin.Get($"{list.Path}?limit={Uri.EscapeDataString(limit)}")).ExpectProblem(422, "limit");
        (await Admin.Get($"{list.Path}?limit=1&limit=2")).ExpectProblem(422, "limit");
        (await Admin.Get($"{list.Path}?limit=200")).Expect(200);
        Assert.Single((await Admin.Get($"{list.Path}?limit=1")).Expect(200).Items);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Unknown_parameter_sort_or_field_returns_422_naming_it(string operation)
    {
        var list = ListCase.Named(operation);
        var document = await ApiDocument.Of(host);
        foreach (var (query, field) in new[]
        {
            ("nonsense=1", "nonsense"), ("Limit=1", "Limit"), ("sort=nonsense", "sort"), ("sort=id,,id", "sort"),
            ("sort=--id", "sort"),
            ("fields=nonsense", "fields"), ("fields=", "fields"), ("fields=id,,name", "fields"),
            ("expand=nonsense", "expand"),
            ("cursor=", "cursor"), ("cursor=abc", "cursor"), ("cursor=%00%ff", "cursor"),
            ($"cursor={new string('A', 5000)}", "cursor"),
            ("offset=3", "offset"), ("%00=1", "\0"),
        })
        {
            var answer = await Admin.Get($"{list.Path}?{query}");
            answer.ExpectProblem(422, field);
            document.AssertDeclared(Operation.Named(operation), answer);
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Forged_altered_or_foreign_cursor_returns_422(string operation)
    {
        var list = ListCase.Named(operation);
        var path = await Frozen(list);
        var page = (await Admin.Get($"{path}&limit=1")).Expect(200);
        var cursor = Cursor(page);
        (await Admin.Get($"{path}&limit=1&cursor={cursor}")).Expect(200);

        foreach (var place in new[] { 0, 5, cursor.Length / 2, cursor.Length - 4 })
        {
            var altered = cursor[..place] + (cursor[place] == 'A' ? 'B' : 'A') + cursor[(place + 1)..];
            (await Admin.Get($"{path}&limit=1&cursor={altered}")).ExpectProblem(422, "cursor");
        }

        (await Admin.Get($"{path}&cursor={cursor[..^4]}")).ExpectProblem(422, "cursor");
        (await Admin.Get($"{path}&cursor={cursor}AAAA")).ExpectProblem(422, "cursor");
        foreach (var other in ListCase.All.Where(other => other != list))
            (await Admin.Get($"{await Frozen(other)}&cursor={cursor}")).ExpectProblem(422, "cursor");
        foreach (var sort in list.Definition.Sorts.Skip(1))
            (await Admin.Get($"{path}&sort=-{sort.Name}&cursor={cursor}")).ExpectProblem(422, "cursor");
        foreach (var filter in list.Definition.Filters.Where(filter => filter.Name != "to").Take(2))
            (await Admin.Get($"{path}&{filter.Name}={Value(filter)}&cursor={cursor}")).ExpectProblem(422, "cursor");
    }

    [Theory]
    [MemberData(nameof(EveryFilter))]
    public async Task Filter_accepts_valid_values_and_returns_422_for_others(string operation, string name)
    {
        var list = ListCase.Named(operation);
        var document = await ApiDocument.Of(host);
        var filter = list.Definition.Filters.Single(filter => filter.Name == name);

        document.AssertDeclared(
            Operation.Named(operation),
            (await Admin.Get($"{list.Path}?{name}={Value(filter)}")).Expect(200));
        string[] bad = filter.Type switch
        {
            FilterType.Text when filter.Values is not null =>
                ["nonsense", "", $"{filter.Values[0]},nonsense", "0", filter.Values[0].ToUpperInvariant()],
            FilterType.Integer => ["abc", "", "1.5", "9223372036854775808", "1,", "1e2", " 1"],
            FilterType.Number => ["abc", "", "1e400", "NaN", "Infinity", "1,2"],
            FilterType.Boolean => ["1", "", "TRUE", "true,false"],
            FilterType.Date => ["2026-02-30", "", "2026-1-1", "2026-01-01T00:00:00Z"],
            FilterType.Time => ["2026-01-31", "", "2026-01-31T09:00:00", "99999-01-01T00:00:00Z", "yesterday"],
            _ => [new string('x', 501)],
        };
        foreach (var value in bad)
        {
            var answer = await Admin.Get($"{list.Path}?{name}={Uri.EscapeDataString(value)}");
            answer.ExpectProblem(422, name);
            document.AssertDeclared(Operation.Named(operation), answer);
        }

        if (!filter.TakesSeveral)
        {
            (await Admin.Get($"{list.Path}?{name}={Value(filter)}&{name}={Value(filter)}")).ExpectProblem(422, name);
            return;
        }

        var several = string.Join(',', Enumerable.Repeat(Value(filter), ListFilter.MostValues));
        (await Admin.Get($"{list.Path}?{name}={several}")).Expect(200);
        (await Admin.Get($"{list.Path}?{name}={several},{Value(filter)}")).ExpectProblem(422, name);
    }

    [Theory]
    [MemberData(nameof(EveryFilter))]
    public async Task Arbitrary_text_in_a_filter_never_returns_5xx(string operation, string name)
    {
        string[] values =
        [
            "%00", "a%00b", "%F0%9F%98%80", "%27%20OR%201=1--", "%25", "_", "*", "%ED%A0%80", "%FF", "\\", "%22",
        ];
        foreach (var value in values)
            Assert.InRange((await Admin.Get($"{ListCase.Named(operation).Path}?{name}={value}")).Status, 200, 499);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Fields_and_expand_shape_each_item(string operation)
    {
        var list = ListCase.Named(operation);
        var whole = (await Admin.Get($"{list.Path}?limit=3")).Expect(200).Items[0].AsObject();
        foreach (var (name, _) in whole)
        {
            var item = (await Admin.Get($"{list.Path}?limit=1&fields={name}")).Expect(200).Items[0].AsObject();
            Assert.Equal([name], item.Select(property => property.Key));
        }

        foreach (var expansion in list.Definition.Expansions)
        {
            var items = (await Admin.Get($"{list.Path}?expand={expansion}&fields={whole.First().Key}")).Expect(200)
                .Items;
            Assert.All(items, item => Assert.Equal(2, item.AsObject().Count));
            Assert.All(items, item => Assert.True(item.AsObject().ContainsKey(expansion)));
        }
    }

    /// <summary>A path that excludes later entries: reading the organisation's trail adds one.</summary>
    private async Task<string> Frozen(ListCase list)
    {
        if (!list.Operation.Contains("AuditLogs", StringComparison.Ordinal))
            return $"{list.Path}?";
        var trail = await host.Trail();
        var path = $"{list.Path}?to={Parameter(trail[^1].OccurredAt)}";
        return list.Operation == "ListAuditLogs"
            ? $"{path}&from={Parameter(trail[Math.Max(0, trail.Count - MostEntries)].OccurredAt)}"
            : path;

        static string Parameter(DateTimeOffset time) =>
            Uri.EscapeDataString(time.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture));
    }

    private async Task<IReadOnlyList<JsonNode>> Walk(string path)
    {
        var items = new List<JsonNode>();
        for (var next = path; next is not null;)
        {
            var page = (await Admin.Get(next)).Expect(200);
            items.AddRange(page.Items);
            next = page.Json["next_link"]?.GetValue<string>();
        }

        return items;
    }

    private static string Cursor(Answer page) =>
        page.Json["next_link"]!.GetValue<string>().Split('&', '?')
            .Single(part => part.StartsWith("cursor=", StringComparison.Ordinal))["cursor=".Length..];

    private static string Text(JsonNode item) => item.ToJsonString();

    private static string Value(ListFilter filter) => filter.Type switch
    {
        FilterType.Integer => "1",
        FilterType.Number => "1000.5",
        FilterType.Boolean => "true",
        FilterType.Date => "2027-01-03",
        FilterType.Time => "2026-01-31T09:00:00.5%2B02:00",
        _ when filter.Name == "requested_by" => "me",
        _ => filter.Values?[0] ?? "x",
    };
}
