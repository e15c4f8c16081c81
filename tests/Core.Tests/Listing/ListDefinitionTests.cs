using System.Reflection;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Deployments;
using Enterprise.Core.Encryption;
using Enterprise.Core.Environments;
using Enterprise.Core.Identity;
using Enterprise.Core.Listing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Tests.Approvals;

namespace Enterprise.Core.Tests.Listing;

/// <summary>The store answers every filter and sort that a list declares.</summary>
public sealed class ListDefinitionTests : IDisposable
{
    private readonly CoreFixture _core = new();

    /// <summary>Every list that Core declares, found by reflection, so that a new list is tested too.</summary>
    private static readonly IReadOnlyList<ListDefinition> _all =
    [
        .. typeof(ListDefinition).Assembly.GetTypes()
            .Where(type => !type.ContainsGenericParameters)
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType.IsSubclassOf(typeof(ListDefinition)))
            .Select(field => (ListDefinition)field.GetValue(null)!),
    ];

    public static TheoryData<string> Names => [.. _all.Select(definition => definition.Name)];

    /// <summary>The lists that are always queried in one partition.</summary>
    private static readonly HashSet<string> _inPartition =
    [
        "environments", "releases", "deployments", "reviews", "tokens", "team-members", "approval-policies",
        "delegations", "project-approvals", "channels",
    ];

    /// <summary>Lists that their services compute from other documents; tested with those services.</summary>
    private static readonly HashSet<string> _computed = ["due-reviews"];

    public static TheoryData<string> StoredNames => [.. _all.Select(definition => definition.Name).Except(_computed)];

    [Fact]
    public void Every_list_has_a_unique_name() => Assert.Equal(
        [
            "approval-policies", "approvals", "audit-logs", "channels", "dead-letters", "delegations", "deliveries",
            "deployments", "due-reviews", "environments", "project-approvals", "projects", "releases", "reviews",
            "team-members", "teams", "tokens", "users",
        ],
        _all.Select(definition => definition.Name).Order());

    [Theory]
    [MemberData(nameof(StoredNames))]
    public async Task Every_filter_and_sort_is_answered_by_the_store(string name)
    {
        await Fill();
        var definition = Definition(name);
        var queried = 0;
        foreach (var filter in definition.Filters)
        {
            foreach (var value in Values(filter))
            {
                var condition = ListRequest.Filter(definition, [new(filter.Name, [value])]);
                await QueryAny(definition, condition, definition.DefaultSort);
                queried++;
            }
        }

        foreach (var sort in definition.Sorts)
        {
            foreach (var text in new[] { sort.Name, "-" + sort.Name })
            {
                await AssertSorted(definition, ListRequest.ParseSort(definition, text));
                queried++;
            }
        }

        await AssertSorted(definition, definition.DefaultSort);
        Assert.True(queried >= definition.Filters.Count + (2 * definition.Sorts.Count));
    }

    /// <summary>With the key, which breaks ties, and within the partition if the list is queried in one.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sort_has_an_index(string name)
    {
        var definition = Definition(name);
        var type = TypeOf(definition);
        var fields = definition.Sorts.Select(sort => sort.Field)
            .Concat(definition.DefaultSort.Select(order => order.Field));
        foreach (var field in fields)
        {
            Field[] wanted = field == type.KeyField ? [field] : [field, type.KeyField];
            Assert.Contains(type.Indexes, index =>
                index.WithinPartition == _inPartition.Contains(name)
                && index.Fields.Select(order => order.Field).SequenceEqual(wanted)
                && index.Fields.Select(order => order.Descending).Distinct().Count() == 1);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Filter_and_sort_names_are_in_snake_case_and_filters_are_unique(string name)
    {
        var definition = Definition(name);
        string[] reserved = ["limit", "cursor", "sort", "fields", "expand", "as_of"];
        var names = definition.Filters.Select(filter => filter.Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.Empty(names.Intersect(reserved));
        Assert.All(
            [.. names, .. definition.Sorts.Select(sort => sort.Name)],
            text => Assert.Matches("^[a-z]+(_[a-z]+)*$", text));
        Assert.All(definition.Filters, filter => Assert.False(string.IsNullOrWhiteSpace(filter.Description)));
    }

    [Fact]
    public void Sort_by_several_fields_is_accepted_only_if_an_index_serves_it()
    {
        var projects = ProjectList.Definition;

        Assert.Equal(
            [new Order(ProjectDocuments.Priority, true), new Order(ProjectDocuments.Name)],
            ListRequest.ParseSort(projects, "-priority,name"));
        Assert.Equal(
            [new Order(ProjectDocuments.Priority), new Order(ProjectDocuments.Name, true)],
            ListRequest.ParseSort(projects, "priority,-name"));
        Assert.Equal(2, ListRequest.ParseSort(projects, "-priority,-created_at").Count);
        Assert.Equal(2, ListRequest.ParseSort(projects, "name,id").Count);
        string[] unserved =
        [
            "priority,name", "name,priority", "name,name", "id,name", "name,-id", "-priority,name,created_at",
        ];
        foreach (var text in unserved)
            Assert.Equal(["sort"], AssertRefused.Fields(() => ListRequest.ParseSort(projects, text)));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("-")]
    [InlineData("--name")]
    [InlineData("name,")]
    [InlineData("Name")]
    [InlineData(" name")]
    [InlineData("business_unit")]
    public void Unknown_sort_is_refused_listing_the_known_ones(string text)
    {
        var refusal = AssertRefused.With(
            RefusalKind.Invalid, () => ListRequest.ParseSort(ProjectList.Definition, text));

        Assert.Equal("sort", Assert.Single(refusal.Errors).Field);
        Assert.Contains("id, name, status, priority", refusal.Errors[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Missing_sort_gives_the_default(string? text) =>
        Assert.Same(ProjectList.Definition.DefaultSort, ListRequest.ParseSort(ProjectList.Definition, text));

    public void Dispose() => _core.Dispose();

    private static ListDefinition Definition(string name) => _all.Single(definition => definition.Name == name);

    private static DocumentType TypeOf(ListDefinition definition) =>
        (DocumentType)definition.GetType().GetProperty("Type")!.GetValue(definition)!;

    private static IEnumerable<string> Values(ListFilter filter)
    {
        if (filter.Values is { } values)
            return [.. values, string.Join(',', values)];
        if (filter.Name == "requested_by")
            return ["me", "1", "1,me"];
        return filter.Type switch
        {
            FilterType.Integer => ["1", "-9", "1,2"],
            FilterType.Number => ["1.5"],
            FilterType.Boolean => ["true", "false"],
            FilterType.Date => ["2026-01-31"],
            FilterType.Time => ["2026-01-31T09:00:00Z"],
            _ => ["x", "it's 100 % \"\\", .. filter.TakesSeveral ? new[] { "x,y" } : []],
        };
    }

    private async Task QueryAny(ListDefinition definition, Predicate condition, IReadOnlyList<Order> sort) =>
        await (Task)typeof(ListDefinitionTests)
            .GetMethod(nameof(QueryAll), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(definition.GetType().GetGenericArguments())
            .Invoke(this, [definition, condition, sort])!;

    private async Task<List<FieldValue[]>> QueryAll<T>(
        ListDefinition<T> definition, Predicate condition, IReadOnlyList<Order> sort)
        where T : class
    {
        var rows = new List<FieldValue[]>();
        IReadOnlyList<FieldValue>? after = null;
        do
        {
            var query = new ListRequest(condition, sort, Limit: 2, after).Query(definition.Type);
            var page = ListPage<T>.Of(await _core.Store.Query(query, CoreFixture.Stop));
            rows.AddRange(page.Items.Select(item => query.PositionOf(item.Value).ToArray()));
            after = page.Next;
        }
        while (after is not null);
        return rows;
    }

    private async Task AssertSorted(ListDefinition definition, IReadOnlyList<Order> sort)
    {
        var task = (Task)typeof(ListDefinitionTests)
            .GetMethod(nameof(QueryAll), BindingFlags.Instance | BindingFlags.NonPublic)!
            .MakeGenericMethod(definition.GetType().GetGenericArguments())
            .Invoke(this, [definition, Predicate.Everything, sort])!;
        await task;
        var rows = ((Task<List<FieldValue[]>>)task).Result;
        Assert.True(rows.Count >= 3, $"Only {rows.Count} {definition.Name}.");
        for (var i = 1; i < rows.Count; i++)
        {
            var comparison = Compare(rows[i - 1][0], rows[i][0]);
            Assert.True(
                sort[0].Descending ? comparison >= 0 : comparison <= 0,
                $"{definition.Name} by {sort[0].Field.Name}");
        }
    }

    private static int Compare(FieldValue left, FieldValue right) => (left.IsNull, right.IsNull) switch
    {
        (true, true) => 0,
        (true, _) => -1,
        (_, true) => 1,
        _ => left.Kind switch
        {
            FieldKind.Integer => left.Integer.CompareTo(right.Integer),
            FieldKind.Real => left.Real.CompareTo(right.Real),
            _ => string.CompareOrdinal(left.Text, right.Text),
        },
    };

    private async Task Fill()
    {
        var admin = await _core.SignUp(Role.Admin);
        var member = await _core.SignUp(Role.Viewer);
        var project = (await _core.Project(admin, new ProjectFields { Name = "b", Priority = Priority.High })).Value.Id;
        await _core.Project(admin, new ProjectFields { Name = "A", EndDate = new DateOnly(2026, 5, 1) });
        await _core.Project(admin, new ProjectFields { Name = "c", BudgetAllocated = 5 });
        for (var i = 0; i < 3; i++)
            await _core.Project(admin, new ProjectFields { Name = "d", RequiresApproval = true });
        foreach (var name in Enum.GetValues<EnvironmentName>())
            await _core.Environment(admin, project, name);
        foreach (var version in new[] { "1.10.0", "v1.9.0", "1.9.0-rc.1" })
            await _core.Service<ReleaseService>().Create(
                admin, new NewRelease { ProjectId = project, Version = version }, null, CoreFixture.Stop);
        foreach (var status in new[] { DeploymentStatus.Failed, DeploymentStatus.Pending, DeploymentStatus.Succeeded })
        {
            var deployment = new NewDeployment
            {
                ProjectId = project,
                Environment = EnvironmentName.Staging,
                Version = "1",
                Status = status,
            };
            await _core.Service<DeploymentService>().Create(admin, deployment, null, CoreFixture.Stop);
        }

        foreach (var outcome in new[] { ReviewOutcome.Confirmed, ReviewOutcome.ChangesNeeded, ReviewOutcome.Confirmed })
        {
            var review = new NewReview { Outcome = outcome, ConfirmsOwnership = true };
            await _core.Service<ReviewService>().Complete(admin, project, review, null, CoreFixture.Stop);
        }

        var team = (await _core.Team(admin, "c")).Value.Id;
        await _core.Team(admin, "B");
        await _core.Team(admin, "a");
        var other = await _core.SignUp(Role.Viewer);
        foreach (var user in new[] { admin.Caller.UserId, member.Caller.UserId, other.Caller.UserId })
        {
            await _core.Service<TeamService>().AddMember(
                admin, new TeamMemberFields { TeamId = team, UserId = user }, null, CoreFixture.Stop);
            await _core.Service<ApiTokenService>().Issue(
                admin, user, new ApiTokenFields { Name = "t" }, null, CoreFixture.Stop);
        }

        await FillApprovals(admin);
        await FillNotifications(admin);
        await _core.CatchUpTrail();
    }

    private async Task FillApprovals(Call admin)
    {
        foreach (var name in new[] { "b", "A", "c" })
            await _core.Policy(PolicyFixture.Fields(name), admin);
        foreach (var role in new[] { Role.Manager, Role.Admin, Role.Manager })
        {
            var delegation = new DelegationFields
            {
                ToUserId = (await _core.SignUp(role)).Caller.UserId,
                EndsAt = _core.Time.GetUtcNow().AddDays(7),
            };
            await _core.Service<DelegationService>().Create(admin, delegation, null, CoreFixture.Stop);
        }
    }

    private async Task FillNotifications(Call admin)
    {
        _core.Service<InstallationKeys>().Use([new InstallationKey(1, new byte[32])]);
        for (var number = 1; number <= 3; number++)
        {
            var channel = new ChannelFields { Kind = ChannelKind.Slack, Url = $"https://hooks.example.com/{number}" };
            await _core.Service<ChannelService>().Create(
                admin, ChannelOwner.User(admin.Caller.UserId), channel, null, CoreFixture.Stop);
            var delivery = new Delivery
            {
                Id = $"change-{number}-0",
                ChangeId = $"change-{number}",
                Recipient = "user:1",
                Host = "hooks.example.com",
                Message = new Message { Event = NotificationEvent.DeploymentFailed, Title = "A deployment failed." },
                CreatedAt = _core.Time.GetUtcNow().AddHours(number),
            };
            var key = DeliveryDocuments.Key(delivery.Id);
            var commit = new Commit(Container.Outbox, key.Partition).Create(DeliveryDocuments.Type, key.Id, delivery);
            Assert.True((await _core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);
            await Park($"change-{number}");
        }
    }

    private async Task Park(string changeId)
    {
        var letter = new DeadLetter
        {
            Consumer = "sample",
            ChangeId = changeId,
            Error = "It failed.",
            ParkedAt = _core.Time.GetUtcNow(),
        };
        var key = DeadLetterDocuments.Key(letter.Consumer, changeId);
        var commit = new Commit(Container.Outbox, key.Partition).Create(DeadLetterDocuments.Type, key.Id, letter);
        Assert.True((await _core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);
    }
}
