using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Layout;

namespace Enterprise.Cosmos.Tests.Layout;

public sealed class CosmosLayoutTests
{
    private static readonly IReadOnlyList<CosmosContainerLayout> Layouts = CosmosLayout.Of(Cards.All);

    [Fact]
    public void Container_has_a_partition_key_path_for_each_level()
    {
        Assert.Equal(["/partition"], Of(Container.Projects).PartitionKeyPaths);
        Assert.Equal(["/partition1", "/partition2"], Of(Container.Audit).PartitionKeyPaths);
    }

    [Fact]
    public void Only_kind_and_declared_fields_are_indexed()
    {
        var layout = Of(Container.Audit);

        Assert.Equal(["/kind/?", "/f/number/?"], layout.IncludedPaths);
        Assert.Equal(["/*"], layout.ExcludedPaths);
    }

    [Fact]
    public void Set_is_indexed_by_its_elements_too() => Assert.Superset(
        new HashSet<string> { "/f/tags/?", "/f/tags/[]/?" }, Of(Container.Projects).IncludedPaths.ToHashSet());

    [Fact]
    public void Every_index_begins_with_kind_and_ends_with_key() => Assert.Equal(
        [
            "/kind+ /f/id+",
            "/kind+ /f/rank+ /f/name+ /f/id+",
            "/kind+ /f/rank+ /f/name- /f/id-",
            "/kind- /f/rank- /f/id-",
        ],
        Of(Container.Projects).CompositeIndexes.Select(Text).Order(StringComparer.Ordinal));

    [Fact]
    public void Kinds_with_the_same_or_reversed_index_share_it()
    {
        var layouts = CosmosLayout.Of([Cards.Type, Cards.Reversed]);

        Assert.Equal(Of(Container.Projects).CompositeIndexes.Count, layouts[^1].CompositeIndexes.Count);
    }

    [Fact]
    public void Items_expire_only_with_a_time_to_live_of_their_own() => Assert.All(
        Layouts, layout => Assert.Equal(-1, layout.DefaultTimeToLive));

    [Fact]
    public void Layout_includes_the_leases_container() =>
        Assert.Equal(["audit", "leases", "projects"], Layouts.Select(layout => layout.Name));

    [Fact]
    public void Layout_with_more_paths_than_the_services_limit_throws() =>
        Assert.Throws<ArgumentException>(() => CosmosLayout.Of([Cards.Wide]));

    [Fact]
    public void Layout_of_the_same_types_is_the_same() =>
        Assert.Equivalent(CosmosLayout.Of([Changes.OfProjects]), CosmosLayout.Of([Changes.OfProjects]), strict: true);

    private static CosmosContainerLayout Of(Container container) =>
        Layouts.Single(layout => layout.Name == container.Name);

    private static string Text(IReadOnlyList<CosmosIndexPath> index) =>
        string.Join(' ', index.Select(path => path.Path + (path.Descending ? "-" : "+")));
}
