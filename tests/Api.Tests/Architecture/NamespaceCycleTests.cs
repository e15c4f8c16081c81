namespace Enterprise.Api.Tests.Architecture;

/// <summary>A feature can be read, moved and tested without those above it.</summary>
public sealed class NamespaceCycleTests
{
    [Theory]
    [InlineData("Core")]
    [InlineData("Api")]
    public void Namespaces_have_no_cycle(string project)
    {
        var dependencies = NamespaceDependencies.OfProject(Path.Combine(Repository.Root, "src", project));

        Assert.InRange(dependencies.Namespaces.Count(), 10, 200);
        Assert.Empty(dependencies.Cycles());
    }

    [Fact]
    public void Cycle_is_found_through_a_third_namespace_and_by_members_alone()
    {
        (string, string)[] sources =
        [
            ("A.cs", "namespace Enterprise.Core.A; class First { internal B.Second? Next => null; }"),
            ("B.cs", "namespace Enterprise.Core.B; class Second { internal C.Third? Next => null; }"),
            ("C.cs", """
                namespace Enterprise.Core.C;
                class Third { internal object? Last => D.Fourth.Any()?.Next; }
                """),
            ("D.cs", "namespace Enterprise.Core.D; class Fourth { internal static A.First? Any() => null; }"),
            ("E.cs", "namespace Enterprise.Core.E; class Fifth { internal A.First? First => null; }"),
        ];

        var cycles = NamespaceDependencies.Of("Core", sources).Cycles();

        Assert.Contains("Enterprise.Core.C uses Enterprise.Core.A (C.cs: Next)", cycles);
        Assert.DoesNotContain(cycles, cycle => cycle.StartsWith("Enterprise.Core.E ", StringComparison.Ordinal));
    }
}
