using System.Text;
using CsCheck;
using Enterprise.Core.Access;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Projects;

/// <summary>A project as it was at any time is what was read then, whatever has become of its changes.</summary>
public sealed class ProjectHistoryTests : IDisposable
{
    private static readonly string[] _edits =
    [
        """{"name":"Portal"}""",
        """{"name":"Shop","description":"d"}""",
        """{"description":null,"priority":"critical"}""",
        """{"frameworks":["React"],"kpis":{"a":1}}""",
        """{"frameworks":[],"kpis":null}""",
        """{"kpis":{"a":{"b":[1,null]}}}""",
        """{"budget_allocated":12.50,"currency":"EUR"}""",
        """{"status":"paused"}""",
        """{"visibility":"private"}""",
        """{"stakeholders":[{"name":"Zoë","email":"z@example.com","role":"sponsor"}]}""",
    ];

    private readonly Registry _registry = new();

    private ProjectHistory History => _registry.Service<ProjectHistory>();

    /// <summary>
    /// Random edits and pauses, from none to more than changes are kept, with the trail catching up now and then, so
    /// that old changes are in the trail alone and new ones not in it yet.
    /// </summary>
    [Fact]
    public Task Every_version_is_found_at_its_time() => Gen.Select(
        Gen.Select(Gen.OneOf(_edits), Gen.OneOf(0, 1, 3600, 86_400 * 12, 86_400 * 31), Gen.Bool).Array[1, 15],
        Gen.Bool).SampleAsync(
        async (steps, isPurged) =>
        {
            var call = await _registry.SignUp(Role.Manager);
            var created = await _registry.Project(call);
            var versions = new List<Document<Project>> { created };
            foreach (var (edit, pause, catchesUp) in steps)
            {
                if (catchesUp || pause >= 86_400)
                    await _registry.CatchUpTrail();
                _registry.Time.Advance(TimeSpan.FromSeconds(pause));
                var updated = (await _registry.Service<ProjectService>().Update(
                    call, created.Value.Id, Registry.Patch(edit), IfMatch.Any, Registry.Stop)).Applied!;
                if (updated.Version != versions[^1].Version)
                    versions.Add(updated);
            }

            if (isPurged)
                await _registry.Purge();
            var names = new HashSet<string>();
            foreach (var (index, version) in versions.Index())
            {
                var from = version.Value.UpdatedAt;
                var until = index + 1 < versions.Count ? versions[index + 1].Value.UpdatedAt.AddMicroseconds(-1) : from.AddYears(1);
                foreach (var time in new[] { from, until })
                {
                    var then = await History.AsOf(call, created.Value.Id, time, Registry.Stop);
                    Assert.Equal(Text(version), Text(then));
                    names.Add(then.Version);
                }
            }

            Assert.Equal(versions.Count, names.Count);
            await Refused.With(
                RefusalKind.NotFound,
                History.AsOf(call, created.Value.Id, created.Value.CreatedAt.AddMicroseconds(-1), Registry.Stop).AsTask());
        },
        iter: 25,
        threads: 1);

    [Fact]
    public async Task The_trail_alone_is_enough_once_the_changes_have_expired()
    {
        var call = await _registry.SignUp(Role.Manager);
        var created = await _registry.Project(call);
        _registry.Time.Advance(TimeSpan.FromDays(1));
        await _registry.Service<ProjectService>().Update(
            call, created.Value.Id, Registry.Patch("""{"name":"Shop"}"""), IfMatch.Any, Registry.Stop);
        await _registry.CatchUpTrail();
        _registry.Time.Advance(Changes.Retention + TimeSpan.FromDays(2));
        await _registry.Purge();
        Assert.Null(await _registry.Store.Get(
            Changes.OfProjects,
            new DocumentKey(Partitions.OfProject(created.Value.Id), (await _registry.Entries($"project:{created.Value.Id}"))[0].Id),
            Registry.Stop));

        var then = await History.AsOf(call, created.Value.Id, created.Value.CreatedAt.AddHours(1), Registry.Stop);

        Assert.Equal(Text(created), Text(then));
    }

    [Fact]
    public async Task What_happened_to_other_entities_and_denials_do_not_matter()
    {
        var call = await _registry.SignUp(Role.Manager);
        var created = await _registry.Project(call);
        _registry.Time.Advance(TimeSpan.FromHours(1));
        await _registry.Environment(call, created.Value.Id);
        await Refused.With(
            RefusalKind.NotFound,
            History.AsOf(Registry.CallOf(Role.Viewer, 99), created.Value.Id, created.Value.CreatedAt, Registry.Stop).AsTask());
        _registry.Time.Advance(TimeSpan.FromHours(1));
        var updated = await _registry.Service<ProjectService>().Update(
            call, created.Value.Id, Registry.Patch("""{"name":"Shop"}"""), IfMatch.Any, Registry.Stop);

        Assert.Equal(Text(created), Text(await History.AsOf(call, created.Value.Id, updated.Applied!.Value.UpdatedAt.AddMinutes(-1), Registry.Stop)));
    }

    [Fact]
    public async Task Who_may_not_see_the_project_as_it_was_does_not()
    {
        var owner = await _registry.SignUp(Role.Manager);
        var fields = new ProjectFields { Name = "Secret", Visibility = Visibility.Private };
        var created = await _registry.Project(owner, fields);
        _registry.Time.Advance(TimeSpan.FromHours(1));
        await _registry.Service<ProjectService>().Update(
            owner, created.Value.Id, Registry.Patch("""{"visibility":"public"}"""), IfMatch.Any, Registry.Stop);
        var viewer = await _registry.SignUp(Role.Viewer);

        Assert.Equal("Secret", (await History.AsOf(viewer, created.Value.Id, _registry.Time.GetUtcNow(), Registry.Stop)).Value.Name);
        await Refused.With(
            RefusalKind.NotFound,
            History.AsOf(viewer, created.Value.Id, created.Value.CreatedAt, Registry.Stop).AsTask());
    }

    public void Dispose() => _registry.Dispose();

    private static string Text(Document<Project> project) => Encoding.UTF8.GetString(project.Json.Span);
}
