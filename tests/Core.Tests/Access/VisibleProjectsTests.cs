using CsCheck;
using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Access;

/// <summary>The list returns exactly the readable projects: the rule is implemented twice, and both agree.</summary>
public sealed class VisibleProjectsTests : IDisposable
{
    private static readonly string[] _domains = ["example.com", "other.org"];
    private static readonly string[] _networks = ["10.0.0.0/8", "2001:db8::/32", "192.0.2.0/24"];
    private static readonly string[] _kpis = ["null", "{}", """{"allowed_ips":[]}""", """{"a":{"allowed_ips":[]}}"""];

    private static readonly Gen<Project> _project =
        from owner in Gen.Long[1, 3].Nullable(0.1)
        from team in Gen.Long[10, 13].Nullable(0.3)
        from visibility in Gen.Enum<Visibility>()
        from level in Gen.Enum<SecurityLevel>()
        from domains in Gen.OneOf(_domains).Array[0, 2]
        from networks in Gen.OneOf(_networks).Array[0, 2]
        from kpis in Gen.OneOf(_kpis)
        select new Project
        {
            Name = "\"allowed_ips\":[]",
            OwnerId = owner,
            TeamId = team,
            Visibility = visibility,
            SecurityLevel = level,
            AllowedDomains = [.. domains.Distinct()],
            AllowedIps = [.. networks.Distinct()],
            Kpis = kpis == "null" ? null : CoreFixture.Json(kpis),
        };

    private static readonly Gen<Call> _call =
        from role in Gen.Enum<Role>()
        from user in Gen.Long[1, 3]
        from clearance in Gen.Enum<SecurityLevel>()
        from domain in Gen.OneOf("example.com", "other.org", "else.net")
        from teams in Gen.Long[10, 13].Array[0, 3]
        from ip in Gen.OneOf("10.1.1.1", "::ffff:192.0.2.3", "2001:db8::1", "203.0.113.1")
        from reason in Gen.OneOf(null, "incident 7")
        select CoreFixture.CallOf(role, user, clearance, domain, teams, ip, reason);

    private readonly CoreFixture _core = new();

    [Fact]
    public async Task Visibility_predicate_returns_exactly_the_projects_that_may_be_read()
    {
        var batch = 0;
        await Gen.Select(_project.Array[1, 40], _call.Array[30]).SampleAsync(
            async (projects, calls) =>
            {
                var ids = await Store(Interlocked.Increment(ref batch), projects);
                var inBatch = new In(ProjectDocuments.Id, [.. ids.Select(project => FieldValue.Of(project.Id))]);
                foreach (var call in calls)
                {
                    var expected = ids
                        .Where(project =>
                            ProjectAccess.Decide(call, ProjectPermissions.Read, project) != Verdict.Hidden)
                        .Select(project => project.Id);

                    var query = new DocumentQuery<Project>(ProjectDocuments.Type)
                    {
                        Where = ProjectAccess.Visible(call) & inBatch,
                        Limit = 1000,
                    };
                    var page = await _core.Store.Query(query, CoreFixture.Stop);
                    var seen = page.Items.Select(item => item.Value)
                        .Where(project => ProjectAccess.PassesNetworks(call, project));

                    Assert.Equal(expected, seen.Select(project => project.Id));
                }
            },
            iter: 25,
            threads: 1);
    }

    [Fact]
    public async Task List_read_page_by_page_returns_exactly_the_projects_that_may_be_read()
    {
        var batch = 1000;
        await Gen.Select(_project.Array[1, 40], _call.Array[10], Gen.Int[1, 7]).SampleAsync(
            async (projects, calls, limit) =>
            {
                var stored = await Store(Interlocked.Increment(ref batch), projects);
                var inBatch = new In(ProjectDocuments.Id, [.. stored.Select(project => FieldValue.Of(project.Id))]);
                foreach (var call in calls)
                {
                    var expected = stored
                        .Where(project =>
                            ProjectAccess.Decide(call, ProjectPermissions.Read, project) != Verdict.Hidden)
                        .Select(project => project.Id);

                    Assert.Equal(expected, await ReadAllPages(call, inBatch, limit));
                }
            },
            iter: 15,
            threads: 1);
    }

    [Fact]
    public async Task Page_without_a_readable_project_is_empty_and_has_a_next_page()
    {
        var hidden = Enumerable.Range(0, 30).Select(_ => new Project
        {
            Name = "n",
            Visibility = Visibility.Public,
            SecurityLevel = SecurityLevel.Public,
            AllowedIps = ["10.0.0.0/8"],
        });
        var shown = new Project { Name = "n", Visibility = Visibility.Public, SecurityLevel = SecurityLevel.Public };
        var stored = await Store(1, [.. hidden, shown]);
        var call = CoreFixture.CallOf(Role.Viewer);

        var first = await _core.Service<ProjectReader>().List(
            call, Request(Predicate.Everything, 1, null), CoreFixture.Stop);

        Assert.Empty(first.Items);
        Assert.NotNull(first.Next);
        Assert.Equal([stored[^1].Id], await ReadAllPages(call, Predicate.Everything, 1));
    }

    public void Dispose() => _core.Dispose();

    private async Task<List<long>> ReadAllPages(Call call, Predicate condition, int limit)
    {
        var reader = _core.Service<ProjectReader>();
        var ids = new List<long>();
        IReadOnlyList<FieldValue>? after = null;
        for (var pages = 0; ; pages++)
        {
            Assert.True(pages < 1000, "The list does not end.");
            var page = await reader.List(call, Request(condition, limit, after), CoreFixture.Stop);
            Assert.True(page.Items.Count <= limit);
            ids.AddRange(page.Items.Select(item => item.Value.Id));
            if (page.Next is null)
                return ids;
            after = page.Next;
        }
    }

    private static ListRequest Request(Predicate condition, int limit, IReadOnlyList<FieldValue>? after) =>
        new(condition, ProjectList.Definition.DefaultSort, limit, after);

    private async Task<List<Project>> Store(int batch, IReadOnlyList<Project> projects)
    {
        var stored = new List<Project>();
        foreach (var (index, project) in projects.Index())
            stored.Add(project with { Id = (batch * 1000L) + index });
        await Task.WhenAll(stored.Select(async project =>
        {
            var commit = new Commit(Container.Projects, Partitions.OfProject(project.Id))
                .Create(ProjectDocuments.Type, Ids.Text(project.Id), project);
            Assert.True((await _core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);
        }));
        return stored;
    }
}
