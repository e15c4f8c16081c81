using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Tests.Environments;

public sealed class EnvironmentServiceTests : IAsyncLifetime
{
    private readonly CoreFixture _core = new();
    private Call _call = null!;
    private long _project;

    private EnvironmentService Environments => _core.Service<EnvironmentService>();

    public async ValueTask InitializeAsync()
    {
        _call = await _core.SignUp(Role.Developer);
        _project = (await _core.Project(_call)).Value.Id;
    }

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Name_is_unique_in_its_project_and_free_after_deletion()
    {
        var id = (await _core.Environment(_call, _project)).Value.Id;
        await AssertRefused.With(RefusalKind.Conflict, "name", _core.Environment(_call, _project));
        await _core.Environment(_call, (await _core.Project(_call)).Value.Id);

        var changes = await _core.ChangesOf(
            () => Environments.Delete(_call, _project, id, IfMatch.Any, CoreFixture.Stop).AsTask());

        Assert.Equal(("environment.deleted", id), (Assert.Single(changes).Action, changes[0].EntityId));
        Assert.Null(changes[0].NewValues);
        Assert.NotEqual(id, (await _core.Environment(_call, _project)).Value.Id);
        await AssertRefused.With(
            RefusalKind.NotFound, Environments.Get(_call, _project, id, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Name_cannot_be_changed_but_other_fields_can()
    {
        var id = (await _core.Environment(_call, _project)).Value.Id;

        var changes = await _core.ChangesOf(
            () => Patch(id, """{"url":"https://example.com","status":"maintenance"}"""));

        Assert.Equal(
            """{"url":"https://example.com","status":"maintenance"}""",
            CoreFixture.Text(Assert.Single(changes).NewValues));
        await AssertRefused.With(RefusalKind.Conflict, "name", Patch(id, """{"name":"staging"}"""));
        Assert.Equal(
            ("active", "https://example.com"),
            (await Patch(id, """{"status":null}""")) is { } reset ? (reset.Status, reset.Url) : default);
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"test"}""", "name")]
    [InlineData("""{"url":"example.com"}""", "url")]
    [InlineData("""{"url":"ftp://example.com"}""", "url")]
    [InlineData("""{"status":" "}""", "status")]
    [InlineData("""{"current_version":"1.0.0"}""", "current_version")]
    [InlineData("""{"project_id":99}""", "project_id")]
    public async Task Invalid_field_is_refused_naming_it(string body, string field)
    {
        var id = (await _core.Environment(_call, _project)).Value.Id;

        await AssertRefused.With(RefusalKind.Invalid, field, Patch(id, body));
    }

    [Fact]
    public async Task Environment_of_another_project_is_not_found_and_missing_fields_are_refused()
    {
        var id = (await _core.Environment(_call, _project)).Value.Id;
        var other = (await _core.Project(_call)).Value.Id;

        await AssertRefused.With(RefusalKind.NotFound, Environments.Get(_call, other, id, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.NotFound,
            Environments.Get(await _core.SignUp(Role.Manager), _project, id, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.Invalid,
            "project_id",
            Environments.Create(_call, new NewEnvironment(), null, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.Invalid,
            "name",
            Environments.Create(_call, new NewEnvironment { ProjectId = _project }, null, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Concurrent_creations_with_one_name_create_one_environment()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    return (await _core.Environment(_call, _project)).Value.Id;
                }
                catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Conflict)
                {
                    return 0;
                }
            },
            CoreFixture.Stop)));

        Assert.Single(results, id => id > 0);
    }

    private async Task<ProjectEnvironment> Patch(long id, string body) =>
        (await Environments.Update(_call, _project, id, CoreFixture.Patch(body), IfMatch.Any, CoreFixture.Stop)).Value;
}
