using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Releases;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Releases;

public sealed class ReleaseServiceTests : IAsyncLifetime
{
    private readonly CoreFixture _core = new();
    private Call _call = null!;
    private long _project;

    private ReleaseService Releases => _core.Service<ReleaseService>();

    public async ValueTask InitializeAsync()
    {
        _call = await _core.SignUp(Role.Developer);
        _project = await _core.LiveProject(_call);
    }

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(ReleaseStatus.Draft, "draft", null)]
    [InlineData(ReleaseStatus.Draft, "released", null)]
    [InlineData(ReleaseStatus.Draft, "rolled_back", RefusalKind.Conflict)]
    [InlineData(ReleaseStatus.Released, "draft", RefusalKind.Conflict)]
    [InlineData(ReleaseStatus.Released, "released", null)]
    [InlineData(ReleaseStatus.Released, "rolled_back", null)]
    [InlineData(ReleaseStatus.RolledBack, "draft", RefusalKind.Conflict)]
    [InlineData(ReleaseStatus.RolledBack, "released", RefusalKind.Conflict)]
    [InlineData(ReleaseStatus.RolledBack, "rolled_back", null)]
    public async Task Status_only_moves_forward(ReleaseStatus from, string to, RefusalKind? refusal)
    {
        var id = await Release("1.0.0", from == ReleaseStatus.RolledBack ? ReleaseStatus.Released : from);
        if (from == ReleaseStatus.RolledBack)
            await Patch(id, """{"status":"rolled_back","status_reason":"because"}""");
        var isMoving = to != SnakeCase(from);
        var patch = Patch(
            id, isMoving ? $$"""{"status":"{{to}}","status_reason":"because"}""" : $$"""{"status":"{{to}}"}""");

        if (refusal is { } kind)
            await AssertRefused.With(kind, "status", patch);
        else
            Assert.Equal(to, SnakeCase((await patch).Value.Status));
    }

    [Fact]
    public async Task Release_and_rollback_record_user_and_time_and_the_reason_is_audited()
    {
        var other = await _core.SignUp(Role.Admin);
        var id = await Release("1.0.0", ReleaseStatus.Draft);
        _core.Time.Advance(TimeSpan.FromHours(1));
        var released = (await Patch(id, """{"status":"released"}""")).Value;
        _core.Time.Advance(TimeSpan.FromHours(1));

        Document<Release>? rolledBack = null;
        var changes = await _core.ChangesOf(async () => rolledBack = (await Releases.Update(
            other,
            _project,
            id,
            CoreFixture.Patch("""{"status":"rolled_back","status_reason":"broke login"}"""),
            IfMatch.Any,
            CoreFixture.Stop)).Applied);

        Assert.Equal(
            (_call.Caller.UserId, released.UpdatedAt),
            (released.ReleasedBy!.Value, released.ReleasedAt!.Value));
        Assert.Equal(
            (released.ReleasedAt, released.ReleasedBy, other.Caller.UserId, _core.Time.GetUtcNow(), "broke login"),
            (
                rolledBack!.Value.ReleasedAt,
                rolledBack.Value.ReleasedBy,
                rolledBack.Value.RolledBackBy,
                rolledBack.Value.RolledBackAt,
                rolledBack.Value.StatusReason));
        var change = Assert.Single(changes);
        Assert.Equal(("release.updated", "broke login"), (change.Action, change.Reason));
        Assert.Equal(
            ["rolled_back_at", "rolled_back_by", "status", "status_reason"],
            change.NewValues!.Value.EnumerateObject().Select(field => field.Name).Order());
    }

    [Theory]
    [InlineData("""{"status":"rolled_back"}""")]
    [InlineData("""{"status":"rolled_back","status_reason":" "}""")]
    [InlineData("""{"status":"rolled_back","status_reason":"tests are green"}""")]
    public async Task Rollback_without_a_new_reason_is_refused(string body)
    {
        var id = await Release("1.0.0", ReleaseStatus.Draft);
        await Patch(id, """{"status":"released","status_reason":"tests are green"}""");

        await AssertRefused.With(RefusalKind.Invalid, "status_reason", Patch(id, body));
    }

    [Theory]
    [InlineData("""{"version":"1.0.1"}""")]
    [InlineData("""{"name":"n"}""")]
    [InlineData("""{"description":"d"}""")]
    [InlineData("""{"release_notes":"r"}""")]
    [InlineData("""{"status_reason":"r"}""")]
    [InlineData("""{"status":"rolled_back","status_reason":"r","name":"n"}""")]
    public async Task Released_release_is_read_only(string body)
    {
        var id = await Release("1.0.0", ReleaseStatus.Released);

        await AssertRefused.With(RefusalKind.Conflict, Patch(id, body));
    }

    [Fact]
    public async Task Version_is_unique_in_its_project_ignoring_a_leading_v()
    {
        var first = await Release("v1.0.0", ReleaseStatus.Draft);
        var second = await Release("1.1.0", ReleaseStatus.Draft);
        var other = (await _core.Project(_call)).Value.Id;

        await AssertRefused.With(RefusalKind.Conflict, "version", Release("1.0.0", ReleaseStatus.Draft));
        await AssertRefused.With(RefusalKind.Conflict, "version", Patch(second, """{"version":"1.0.0"}"""));
        Assert.Equal("1.0.0", (await Patch(first, """{"version":"1.0.0"}""")).Value.Version);
        await Releases.Create(
            _call, new NewRelease { ProjectId = other, Version = "1.0.0" }, key: null, CoreFixture.Stop);

        await Patch(first, """{"version":"2.0.0"}""");
        Assert.Equal("1.0.0", (await Patch(second, """{"version":"1.0.0"}""")).Value.Version);
        await AssertRefused.With(RefusalKind.Conflict, "version", Release("2.0.0", ReleaseStatus.Draft));
    }

    [Fact]
    public async Task Concurrent_creations_with_one_version_create_one_release()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            try
            {
                return await Release("1.0.0", ReleaseStatus.Draft);
            }
            catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Conflict)
            {
                return 0;
            }
        }));

        Assert.Single(results, id => id > 0);
    }

    [Fact]
    public async Task Releases_are_listed_in_order_of_version()
    {
        foreach (var version in new[] { "1.10.0", "v1.2.0", "1.2.0-rc.10", "1.2.0-rc.9", "0.9.0" })
            await Release(version, ReleaseStatus.Draft);

        var page = await Releases.List(
            _call, _project, CoreFixture.Everything(ReleaseDocuments.List), CoreFixture.Stop);

        Assert.Equal(
            ["0.9.0", "1.2.0-rc.9", "1.2.0-rc.10", "v1.2.0", "1.10.0"],
            page.Items.Select(item => item.Value.Version));
    }

    [Fact]
    public async Task Creation_with_an_invalid_status_version_or_project_is_refused()
    {
        await AssertRefused.With(RefusalKind.Invalid, "status", Release("1.0.0", ReleaseStatus.RolledBack));
        await AssertRefused.With(RefusalKind.Invalid, "version", Release("1.0", ReleaseStatus.Draft));
        await AssertRefused.With(
            RefusalKind.Invalid,
            "project_id",
            Releases.Create(_call, new NewRelease { Version = "1.0.0" }, null, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.NotFound,
            Releases.Create(
                _call, new NewRelease { ProjectId = 99, Version = "1.0.0" }, null, CoreFixture.Stop).AsTask());
    }

    private static string SnakeCase(ReleaseStatus status) => EnumNames<ReleaseStatus>.Of(status);

    private async Task<long> Release(string version, ReleaseStatus status)
    {
        var fields = new NewRelease { ProjectId = _project, Version = version, Status = status };
        return (await Releases.Create(_call, fields, key: null, CoreFixture.Stop)).Applied!.Value.Id;
    }

    private async Task<Document<Release>> Patch(long id, string body) =>
        (await Releases.Update(_call, _project, id, CoreFixture.Patch(body), IfMatch.Any, CoreFixture.Stop)).Applied!;
}
