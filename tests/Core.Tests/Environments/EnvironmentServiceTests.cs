using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Tests.Environments;

public sealed class EnvironmentServiceTests : IAsyncLifetime
{
    private readonly Registry _registry = new();
    private Call _call = null!;
    private long _project;

    private EnvironmentService Environments => _registry.Service<EnvironmentService>();

    public async ValueTask InitializeAsync()
    {
        _call = await _registry.SignUp(Role.Developer);
        _project = (await _registry.Project(_call)).Value.Id;
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_name_is_unique_in_its_project_and_free_again_once_it_is_deleted()
    {
        var id = (await _registry.Environment(_call, _project)).Value.Id;
        await Refused.With(RefusalKind.Conflict, "name", _registry.Environment(_call, _project));
        await _registry.Environment(_call, (await _registry.Project(_call)).Value.Id);

        var changes = await _registry.ChangesOf(() => Environments.Delete(_call, _project, id, IfMatch.Any, Registry.Stop).AsTask());

        Assert.Equal(("environment.deleted", id), (Assert.Single(changes).Action, changes[0].EntityId));
        Assert.Null(changes[0].NewValues);
        Assert.NotEqual(id, (await _registry.Environment(_call, _project)).Value.Id);
        await Refused.With(RefusalKind.NotFound, Environments.Get(_call, _project, id, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task An_environment_keeps_its_name_and_changes_the_rest()
    {
        var id = (await _registry.Environment(_call, _project)).Value.Id;

        var changes = await _registry.ChangesOf(() => Patch(id, """{"url":"https://example.com","status":"maintenance"}"""));

        Assert.Equal("""{"url":"https://example.com","status":"maintenance"}""", Registry.Text(Assert.Single(changes).NewValues));
        await Refused.With(RefusalKind.Conflict, "name", Patch(id, """{"name":"staging"}"""));
        Assert.Equal(("active", "https://example.com"), (await Patch(id, """{"status":null}""")) is { } reset ? (reset.Status, reset.Url) : default);
    }

    [Theory]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"name":"test"}""", "name")]
    [InlineData("""{"url":"example.com"}""", "url")]
    [InlineData("""{"url":"ftp://example.com"}""", "url")]
    [InlineData("""{"status":" "}""", "status")]
    [InlineData("""{"current_version":"1.0.0"}""", "current_version")]
    [InlineData("""{"project_id":99}""", "project_id")]
    public async Task Invalid_fields_are_named(string body, string field)
    {
        var id = (await _registry.Environment(_call, _project)).Value.Id;

        await Refused.With(RefusalKind.Invalid, field, Patch(id, body));
    }

    [Fact]
    public async Task An_environment_is_its_projects_own()
    {
        var id = (await _registry.Environment(_call, _project)).Value.Id;
        var other = (await _registry.Project(_call)).Value.Id;

        await Refused.With(RefusalKind.NotFound, Environments.Get(_call, other, id, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.NotFound, Environments.Get(await _registry.SignUp(Role.Manager), _project, id, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Invalid, "project_id", Environments.Create(_call, new NewEnvironment(), null, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Invalid, "name", Environments.Create(_call, new NewEnvironment { ProjectId = _project }, null, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_the_name()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(
            async () =>
            {
                try
                {
                    return (await _registry.Environment(_call, _project)).Value.Id;
                }
                catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Conflict)
                {
                    return 0;
                }
            },
            Registry.Stop)));

        Assert.Single(results, id => id > 0);
    }

    private async Task<ProjectEnvironment> Patch(long id, string body) =>
        (await Environments.Update(_call, _project, id, Registry.Patch(body), IfMatch.Any, Registry.Stop)).Value;
}
