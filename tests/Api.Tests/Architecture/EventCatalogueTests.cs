using System.Text.RegularExpressions;
using Enterprise.Core;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enterprise.Api.Tests.Architecture;

/// <summary>The names of events are public: people and programs subscribe to them.</summary>
public sealed partial class EventCatalogueTests
{
    private static readonly HashSet<string> _irregular = ["broken", "overridden", "read", "stuck", "withdrawn"];

    [Fact]
    public void Documentation_lists_the_events_of_the_catalogue()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "events.md"));
        var documented = Row().Matches(page).Select(row => row.Groups[1].Value);

        Assert.Equal(
            CoreServices.Events.Select(known => known.Name).Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Event_is_named_by_its_entity_and_a_verb_in_the_past()
    {
        foreach (var known in CoreServices.Events)
        {
            Assert.Matches("^[a-z]+(_[a-z]+)*[.][a-z]+(_[a-z]+)*$", known.Name);
            var verb = known.Name.Split('.', '_')[^1];
            Assert.True(verb.EndsWith("ed", StringComparison.Ordinal) || _irregular.Contains(verb), known.Name);
        }
    }

    [Fact]
    public void Names_are_unique_also_among_former_names()
    {
        var names = CoreServices.Events.SelectMany(known => new[] { known.Name, known.FormerName }).OfType<string>();

        Assert.Distinct(names);
    }

    [Fact]
    public void Name_is_a_literal_in_its_declaration_alone()
    {
        var names = CoreServices.Events.Select(known => known.Name).ToHashSet();
        var source = Path.Combine(Repository.Root, "src");
        foreach (var file in Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories))
        {
            if (file.EndsWith("Events.cs", StringComparison.Ordinal) || Generated().IsMatch(file))
                continue;
            var literals = Parse(file).DescendantNodes()
                .OfType<LiteralExpressionSyntax>()
                .Select(literal => literal.Token.ValueText);
            Assert.DoesNotContain(literals, literal => names.Contains(literal));
        }
    }

    private static SyntaxNode Parse(string file) => CSharpSyntaxTree
        .ParseText(File.ReadAllText(file), cancellationToken: TestContext.Current.CancellationToken)
        .GetRoot(TestContext.Current.CancellationToken);

    [GeneratedRegex("^[|] `([a-z_.]+)` [|]", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"[/\\](bin|obj)[/\\]")]
    private static partial Regex Generated();
}
