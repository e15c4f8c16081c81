using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Tests.Auditing;

public sealed class ChangedValuesTests
{
    private static readonly Project _project = new()
    {
        Id = 1,
        Name = "Portal",
        BudgetAllocated = 500000.00m,
        Frameworks = ["React"],
        Kpis = CoreFixture.Json("""{"a":1,"b":{"c":[1,2]}}"""),
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void Only_differing_fields_are_returned()
    {
        var (old, @new) = Between(
            _project, _project with { Name = "Shop", Frameworks = ["React", "Vue"], Description = "d" });

        Assert.Equal("""{"name":"Portal","description":null,"frameworks":["React"]}""", CoreFixture.Text(old));
        Assert.Equal("""{"name":"Shop","description":"d","frameworks":["React","Vue"]}""", CoreFixture.Text(@new));
    }

    [Fact]
    public void Updated_at_is_ignored()
    {
        var later = _project with { UpdatedAt = DateTimeOffset.UnixEpoch.AddDays(1) };

        Assert.Equal((null, null), Between(_project, later));
        Assert.DoesNotContain("updated_at", CoreFixture.Text(Between(null, later).New), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "updated_at",
            CoreFixture.Text(Between(_project, later with { Name = "x" }).New),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Same_value_in_another_notation_is_no_change()
    {
        var same = _project with { BudgetAllocated = 500000m, Kpis = CoreFixture.Json("""{"b":{"c":[1,2]},"a":1}""") };

        Assert.Equal((null, null), Between(_project, same));
    }

    [Fact]
    public void Nested_change_returns_the_whole_field()
    {
        var (old, @new) = Between(_project, _project with { Kpis = CoreFixture.Json("""{"a":1,"b":{"c":[2,1]}}""") });

        Assert.Equal("""{"kpis":{"a":1,"b":{"c":[1,2]}}}""", CoreFixture.Text(old));
        Assert.Equal("""{"kpis":{"a":1,"b":{"c":[2,1]}}}""", CoreFixture.Text(@new));
    }

    [Fact]
    public void Creation_has_only_new_values_and_deletion_only_old_ones()
    {
        var created = Between(null, _project);
        var deleted = Between(_project, null);

        Assert.Null(created.Old);
        Assert.Null(deleted.New);
        Assert.Equal(CoreFixture.Text(created.New), CoreFixture.Text(deleted.Old));
        Assert.Contains("\"name\":\"Portal\"", CoreFixture.Text(created.New), StringComparison.Ordinal);
        Assert.DoesNotContain("null", CoreFixture.Text(created.New), StringComparison.Ordinal);
    }

    private static (JsonElement? Old, JsonElement? New) Between(Project? before, Project? after) =>
        ChangedValues.Between(before, after, ProjectsJson.Default.Project);
}
