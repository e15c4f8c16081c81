using System.Text.Json;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Editing;

public sealed class EditTests
{
    private static readonly Project _project = new()
    {
        Id = 7,
        Name = "Portal",
        Description = "d",
        OwnerId = 3,
        Priority = Priority.Critical,
        CodeCoverageTarget = 60,
        Frameworks = ["React", "Vue"],
        Kpis = CoreFixture.Json("""{"a":1,"b":{"c":2,"d":3}}"""),
        Stakeholders = [new Stakeholder { UserId = 3, Role = "sponsor" }],
        CreatedBy = 3,
        CreatedAt = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
        UpdatedAt = new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero),
    };

    [Fact]
    public void Replacement_resets_omitted_fields_to_their_defaults()
    {
        var fields = Apply(CoreFixture.Put("""{"name":"Shop"}"""));

        Assert.Equivalent(new ProjectFields { Name = "Shop" }, fields, strict: true);
    }

    [Fact]
    public void Merge_keeps_omitted_fields()
    {
        var fields = Apply(CoreFixture.Patch("""{"name":"Shop"}"""));

        Assert.Equal(
            ("Shop", "d", 3L, Priority.Critical, 60.0),
            (fields.Name, fields.Description, fields.OwnerId, fields.Priority, fields.CodeCoverageTarget));
        Assert.Equal(["React", "Vue"], fields.Frameworks);
    }

    [Fact]
    public void Null_in_a_merge_resets_the_field_to_its_default()
    {
        var fields = Apply(CoreFixture.Patch(
            """
            {"description":null,"priority":null,"code_coverage_target":null,"frameworks":null,"kpis":null,
             "owner_id":null}
            """));

        Assert.Equal(
            (null, Priority.Medium, 80.0, null, null),
            (fields.Description, fields.Priority, fields.CodeCoverageTarget, fields.Kpis, fields.OwnerId));
        Assert.Empty(fields.Frameworks);
    }

    [Fact]
    public void Null_in_a_replacement_is_the_value_and_is_refused_if_not_allowed()
    {
        Assert.Null(Apply(CoreFixture.Put("""{"name":"Shop","code_coverage_target":null}""")).CodeCoverageTarget);
        Assert.Equal(
            ["priority"],
            AssertRefused.Fields(() => Apply(CoreFixture.Put("""{"name":"Shop","priority":null}"""))));
    }

    [Fact]
    public void Merge_is_recursive_in_objects_and_replaces_lists()
    {
        var fields = Apply(CoreFixture.Patch("""{"kpis":{"b":{"c":null,"e":4},"a":[1]},"frameworks":["Svelte"]}"""));

        Assert.True(JsonElement.DeepEquals(CoreFixture.Json("""{"a":[1],"b":{"d":3,"e":4}}"""), fields.Kpis!.Value));
        Assert.Equal(["Svelte"], fields.Frameworks);
    }

    [Theory]
    [InlineData(EditKind.Merge)]
    [InlineData(EditKind.Replace)]
    public void Unchanged_read_only_fields_are_accepted(EditKind kind)
    {
        var body = CoreFixture.Json(
            """
            {"name":"Shop","id":7,"created_by":3,"created_at":"2026-01-01T00:00:00.000000Z",
             "approval_status":"not_required"}
            """);

        Assert.Equal("Shop", new Edit(kind, body).Apply(
            _project, ProjectsJson.Default.ProjectFields, ProjectsJson.Default.Project).Name);
    }

    [Theory]
    [InlineData(EditKind.Merge)]
    [InlineData(EditKind.Replace)]
    public void Changed_read_only_fields_are_refused_naming_each(EditKind kind)
    {
        var body = CoreFixture.Json(
            """
            {"name":"Shop","id":8,"created_by":null,"updated_at":"2026-01-03T00:00:00Z","approval_status":"approved"}
            """);

        var refusal = AssertRefused.With(
            RefusalKind.Invalid,
            () => new Edit(kind, body).Apply(
            _project, ProjectsJson.Default.ProjectFields, ProjectsJson.Default.Project));

        Assert.Equal(
            ["id", "created_by", "updated_at", "approval_status"],
            refusal.Errors.Select(error => error.Field));
        Assert.All(refusal.Errors, error => Assert.Equal("This field is read-only.", error.Message));
    }

    [Theory]
    [InlineData("""{"unknown":1}""")]
    [InlineData("""{"unknown":null}""")]
    [InlineData("""{"unknown":{}}""")]
    public void Unknown_field_is_refused_naming_it(string body)
    {
        Assert.Equal(["unknown"], AssertRefused.Fields(() => Apply(CoreFixture.Patch(body))));
        Assert.Equal(["unknown"], AssertRefused.Fields(() => Apply(CoreFixture.Put(body))));
    }

    [Fact]
    public void Invalid_values_in_a_merge_are_refused_naming_each_field() => Assert.Equal(
        ["stakeholders[0].phone", "status"],
        AssertRefused.Fields(
            () => Apply(CoreFixture.Patch("""{"status":"x","stakeholders":[{"phone":1}]}"""))).Order());

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    public void Body_that_is_not_an_object_is_unreadable(string body)
    {
        AssertRefused.With(RefusalKind.Unreadable, () => Apply(CoreFixture.Patch(body)));
        AssertRefused.With(RefusalKind.Unreadable, () => Apply(CoreFixture.Put(body)));
    }

    [Fact]
    public void Putting_the_entity_as_it_was_read_changes_nothing()
    {
        AssertNoChange<ProjectFields, Project>(_project);
        AssertNoChange<ProjectFields, Project>(_project with { CodeCoverageTarget = null, Kpis = null });
        AssertNoChange<UserFields, User>(
            new User { Id = 1, Email = "a@b.c", Name = "n", LastLogin = DateTimeOffset.UnixEpoch });
        AssertNoChange<EnvironmentFields, ProjectEnvironment>(
            new ProjectEnvironment
            {
                Id = 1,
                ProjectId = 2,
                Name = EnvironmentName.Staging,
                Status = "off",
                DeployedAt = DateTimeOffset.UnixEpoch,
            });
    }

    [Fact]
    public void If_match_accepts_any_of_its_versions_and_refuses_others()
    {
        var document = new Document<Project>(ProjectDocuments.Type, ProjectDocuments.Key(7), "v2", default);

        IfMatch.Any.Check(document);
        new IfMatch(["v1", "v2"]).Check(document);
        AssertRefused.With(RefusalKind.PreconditionFailed, () => new IfMatch(["v1"]).Check(document));
        AssertRefused.With(RefusalKind.PreconditionFailed, () => new IfMatch([]).Check(document));
    }

    private static ProjectFields Apply(Edit edit) => edit.Apply(
            _project, ProjectsJson.Default.ProjectFields, ProjectsJson.Default.Project);

    private static void AssertNoChange<TFields, TEntity>(TEntity entity)
        where TFields : class
        where TEntity : TFields
    {
        var options = CoreServices.Json;
        var read = JsonSerializer.SerializeToElement(entity, options.GetTypeInfo(typeof(TEntity)));
        var fields = new Edit(EditKind.Replace, read).Apply(
            entity, CoreServices.JsonOf<TFields>(), CoreServices.JsonOf<TEntity>());
        Assert.Equal(
            JsonSerializer.Serialize(entity, options.GetTypeInfo(typeof(TFields))),
            JsonSerializer.Serialize(fields, options.GetTypeInfo(typeof(TFields))));
    }
}
