using System.Text;
using CsCheck;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Projects;

/// <summary>A project as of any time equals what was read at that time, even after its changes have expired.</summary>
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

    private readonly CoreFixture _core = new();

    private ProjectHistory History => _core.Service<ProjectHistory>();

    /// <summary>
    /// Random updates with pauses from none to more than the retention of changes, and with the trail catching up at
    /// random, so that old changes are only in the trail and new ones are not in it yet.
    /// </summary>
    [Fact]
    public Task Every_version_is_returned_as_of_its_time() => Gen.Select(
        Gen.Select(Gen.OneOf(_edits), Gen.OneOf(0, 1, 3600, 86_400 * 12, 86_400 * 31), Gen.Bool).Array[1, 15],
        Gen.Bool).SampleAsync(
        async (steps, isPurged) =>
        {
            var call = await _core.SignUp(Role.Manager);
            var created = await _core.Project(call);
            var versions = new List<Document<Project>> { created };
            foreach (var (edit, pause, catchesUp) in steps)
            {
                if (catchesUp || pause >= 86_400)
                    await _core.CatchUpTrail();
                _core.Time.Advance(TimeSpan.FromSeconds(pause));
                var updated = (await _core.Service<ProjectService>().Update(
                    call, created.Value.Id, CoreFixture.Patch(edit), IfMatch.Any, CoreFixture.Stop)).Applied!;
                if (updated.Version != versions[^1].Version)
                    versions.Add(updated);
            }

            if (isPurged)
                await _core.Purge();
            var names = new HashSet<string>();
            foreach (var (index, version) in versions.Index())
            {
                var from = version.Value.UpdatedAt;
                var until = index + 1 < versions.Count
                    ? versions[index + 1].Value.UpdatedAt.AddMicroseconds(-1)
                    : from.AddYears(1);
                foreach (var time in new[] { from, until })
                {
                    var then = await History.AsOf(call, created.Value.Id, time, CoreFixture.Stop);
                    Assert.Equal(Text(version), Text(then));
                    names.Add(then.Version);
                }
            }

            Assert.Equal(versions.Count, names.Count);
            await AssertRefused.With(
                RefusalKind.NotFound,
                History.AsOf(
                    call, created.Value.Id, created.Value.CreatedAt.AddMicroseconds(-1), CoreFixture.Stop).AsTask());
        },
        iter: 25,
        threads: 1);

    [Fact]
    public async Task Project_is_restored_from_the_trail_after_its_changes_expired()
    {
        var call = await _core.SignUp(Role.Manager);
        var created = await _core.Project(call);
        _core.Time.Advance(TimeSpan.FromDays(1));
        await _core.Service<ProjectService>().Update(
            call, created.Value.Id, CoreFixture.Patch("""{"name":"Shop"}"""), IfMatch.Any, CoreFixture.Stop);
        await _core.CatchUpTrail();
        _core.Time.Advance(Changes.Retention + TimeSpan.FromDays(2));
        await _core.Purge();
        Assert.Null(await _core.Store.Get(
            Changes.OfProjects,
            new DocumentKey(
                Partitions.OfProject(created.Value.Id),
                (await _core.Entries($"project:{created.Value.Id}"))[0].Id),
            CoreFixture.Stop));

        var then = await History.AsOf(call, created.Value.Id, created.Value.CreatedAt.AddHours(1), CoreFixture.Stop);

        Assert.Equal(Text(created), Text(then));
    }

    [Fact]
    public async Task Changes_of_other_entities_and_denials_are_ignored()
    {
        var call = await _core.SignUp(Role.Manager);
        var created = await _core.Project(call);
        _core.Time.Advance(TimeSpan.FromHours(1));
        await _core.Environment(call, created.Value.Id);
        await AssertRefused.With(
            RefusalKind.NotFound,
            History.AsOf(
                CoreFixture.CallOf(Role.Viewer, 99),
                created.Value.Id,
                created.Value.CreatedAt,
                CoreFixture.Stop).AsTask());
        _core.Time.Advance(TimeSpan.FromHours(1));
        var updated = await _core.Service<ProjectService>().Update(
            call, created.Value.Id, CoreFixture.Patch("""{"name":"Shop"}"""), IfMatch.Any, CoreFixture.Stop);

        Assert.Equal(
            Text(created),
            Text(
                await History.AsOf(
                    call, created.Value.Id, updated.Applied!.Value.UpdatedAt.AddMinutes(-1), CoreFixture.Stop)));
    }

    [Fact]
    public async Task Project_as_of_a_time_when_it_was_hidden_is_not_found()
    {
        var owner = await _core.SignUp(Role.Manager);
        var fields = new ProjectFields { Name = "Secret", Visibility = Visibility.Private };
        var created = await _core.Project(owner, fields);
        _core.Time.Advance(TimeSpan.FromHours(1));
        await _core.Service<ProjectService>().Update(
            owner, created.Value.Id, CoreFixture.Patch("""{"visibility":"public"}"""), IfMatch.Any, CoreFixture.Stop);
        var viewer = await _core.SignUp(Role.Viewer);

        Assert.Equal(
            "Secret",
            (await History.AsOf(viewer, created.Value.Id, _core.Time.GetUtcNow(), CoreFixture.Stop)).Value.Name);
        await AssertRefused.With(
            RefusalKind.NotFound,
            History.AsOf(viewer, created.Value.Id, created.Value.CreatedAt, CoreFixture.Stop).AsTask());
    }

    public void Dispose() => _core.Dispose();

    private static string Text(Document<Project> project) => Encoding.UTF8.GetString(project.Json.Span);
}
