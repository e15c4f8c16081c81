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
        Kpis = Registry.Json("""{"a":1,"b":{"c":[1,2]}}"""),
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    [Fact]
    public void Just_the_fields_that_differ_are_told()
    {
        var (old, @new) = Between(_project, _project with { Name = "Shop", Frameworks = ["React", "Vue"], Description = "d" });

        Assert.Equal("""{"name":"Portal","description":null,"frameworks":["React"]}""", Registry.Text(old));
        Assert.Equal("""{"name":"Shop","description":"d","frameworks":["React","Vue"]}""", Registry.Text(@new));
    }

    [Fact]
    public void The_time_of_the_change_says_nothing()
    {
        var later = _project with { UpdatedAt = DateTimeOffset.UnixEpoch.AddDays(1) };

        Assert.Equal((null, null), Between(_project, later));
        Assert.DoesNotContain("updated_at", Registry.Text(Between(null, later).New), StringComparison.Ordinal);
        Assert.DoesNotContain("updated_at", Registry.Text(Between(_project, later with { Name = "x" }).New), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_spelling_of_the_same_value_is_no_change()
    {
        var same = _project with { BudgetAllocated = 500000m, Kpis = Registry.Json("""{"b":{"c":[1,2]},"a":1}""") };

        Assert.Equal((null, null), Between(_project, same));
    }

    [Fact]
    public void A_nested_change_tells_the_whole_field()
    {
        var (old, @new) = Between(_project, _project with { Kpis = Registry.Json("""{"a":1,"b":{"c":[2,1]}}""") });

        Assert.Equal("""{"kpis":{"a":1,"b":{"c":[1,2]}}}""", Registry.Text(old));
        Assert.Equal("""{"kpis":{"a":1,"b":{"c":[2,1]}}}""", Registry.Text(@new));
    }

    [Fact]
    public void Of_something_new_or_deleted_what_it_holds_is_told()
    {
        var created = Between(null, _project);
        var deleted = Between(_project, null);

        Assert.Null(created.Old);
        Assert.Null(deleted.New);
        Assert.Equal(Registry.Text(created.New), Registry.Text(deleted.Old));
        Assert.Contains("\"name\":\"Portal\"", Registry.Text(created.New), StringComparison.Ordinal);
        Assert.DoesNotContain("null", Registry.Text(created.New), StringComparison.Ordinal);
    }

    private static (System.Text.Json.JsonElement? Old, System.Text.Json.JsonElement? New) Between(Project? before, Project? after) =>
        ChangedValues.Between(before, after, ProjectsJson.Default.Project);
}
