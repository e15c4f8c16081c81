using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Deployments;
using Enterprise.Core.Editing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;
using Moq;

namespace Enterprise.Core.Tests.Notifications;

public sealed class NotificationPlannerTests : IAsyncLifetime
{
    private readonly Postbox _postbox = new();
    private User _admin = null!;
    private User _requester = null!;
    private User _owner = null!;
    private User _approver = null!;

    public async ValueTask InitializeAsync()
    {
        _admin = await _postbox.Person("ada", Role.Admin);
        _requester = await _postbox.Person("rita", Role.Developer);
        _owner = await _postbox.Person("olga");
        _approver = await _postbox.Person("mia");
    }

    public ValueTask DisposeAsync()
    {
        _postbox.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What each action is to people, and whom it reaches when the clock did it.</summary>
    [Theory]
    [InlineData("approval.assigned", NotificationEvent.ApprovalAssigned, "mia")]
    [InlineData("approval.reminded", NotificationEvent.ApprovalReminder, "mia")]
    [InlineData("approval.escalated", NotificationEvent.ApprovalEscalated, "mia")]
    [InlineData("approval.approved", NotificationEvent.ApprovalDecided, "olga rita")]
    [InlineData("approval.rejected", NotificationEvent.ApprovalDecided, "olga rita")]
    [InlineData("approval.expired", NotificationEvent.ApprovalDecided, "olga rita")]
    [InlineData("approval.withdrawn", NotificationEvent.ApprovalDecided, "olga rita")]
    [InlineData("approval.overridden", NotificationEvent.ApprovalOverridden, "ada olga rita")]
    [InlineData("approval.stuck", NotificationEvent.ApprovalStuck, "ada olga rita")]
    [InlineData("review.reminded", NotificationEvent.ReviewDue, "olga")]
    [InlineData("review.overdue", NotificationEvent.ReviewOverdue, "olga")]
    [InlineData("review.escalated", NotificationEvent.ReviewEscalated, "mia")]
    public async Task A_change_reaches_whom_it_concerns(string action, NotificationEvent expected, string names)
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);

        await _postbox.Plan(_postbox.Change(action, 1, project, newValues: Approvers(_approver)));

        var deliveries = await _postbox.All();
        Assert.Equal(names, await Names(deliveries));
        Assert.All(deliveries, delivery =>
        {
            Assert.Equal(expected, delivery.Event);
            Assert.Equal(expected, delivery.Message.Event);
            Assert.Equal(DeliveryStatus.Pending, delivery.Status);
            Assert.Equal(_postbox.Registry.Time.GetUtcNow(), delivery.DueAt);
            Assert.Equal(project.Id, delivery.ProjectId);
        });
    }

    [Theory]
    [InlineData("approval.created")]
    [InlineData("approval.voted")]
    [InlineData("approval.commented")]
    [InlineData("approval.returned")]
    [InlineData("approval.lapsed")]
    [InlineData("review.completed")]
    [InlineData("project.updated")]
    [InlineData("release.created")]
    [InlineData("deployment.updated")]
    [InlineData("user.updated")]
    [InlineData("access.denied")]
    public async Task Nobody_is_told_of_the_rest_and_it_costs_no_read(string action)
    {
        var store = new Mock<IDocumentStore>(MockBehavior.Strict);
        using var postbox = new Postbox(around: _ => store.Object);

        await postbox.Plan(
            postbox.Change(action, 1, project: null, newValues: """{"status":"draft"}"""),
            postbox.Change(action, 1, project: null, newValues: """{"status":7}"""),
            postbox.Change(action, 1, project: null));

        store.VerifyNoOtherCalls();
    }

    [Theory]
    [InlineData("approval.approved", "rita", "olga")]
    [InlineData("approval.rejected", "olga", "rita")]
    [InlineData("approval.withdrawn", "rita", "olga")]
    [InlineData("approval.overridden", "ada", "olga rita")]
    public async Task Nobody_is_told_of_what_they_did(string action, string actor, string told)
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);
        var by = new[] { _admin, _owner, _requester }.Single(user => user.Name == actor);

        await _postbox.Plan(_postbox.Change(action, 1, project, by));

        Assert.Equal(told, await Names(await _postbox.All()));
    }

    [Fact]
    public async Task Whoever_brought_an_assignment_about_is_asked_nevertheless()
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);

        await _postbox.Plan(_postbox.Assigned(project, $"user:{_admin.Id}") with { UserId = _admin.Id });

        Assert.Equal("ada", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task Who_asked_and_who_voted_is_not_asked_to_decide()
    {
        var requester = await _postbox.Person("max");
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, requester, new Vote
        {
            UserId = _owner.Id,
            Decision = Decision.Approve,
            DecidedAt = _postbox.Registry.Time.GetUtcNow(),
        });

        await _postbox.Plan(_postbox.Assigned(project, "role:manager"));

        Assert.Equal("ada mia", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task One_who_is_named_in_several_ways_is_told_once()
    {
        var team = await TeamOf(_approver);
        var project = await _postbox.Project(_approver);
        await _postbox.Approval(project, _requester);

        await _postbox.Plan(_postbox.Assigned(
            project, $"user:{_approver.Id}", $"team:{team}", $"team_manager:{team}", $"user:{_approver.Id}"));

        Assert.Equal("mia", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task Who_decides_in_anothers_place_is_asked_too_while_they_do()
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);
        var now = _postbox.Registry.Time.GetUtcNow();
        var current = new Delegation { Id = 1, FromUserId = _approver.Id, ToUserId = _owner.Id, StartsAt = now.AddDays(-1), EndsAt = now.AddDays(1) };
        var over = new Delegation { Id = 2, FromUserId = _approver.Id, ToUserId = _admin.Id, StartsAt = now.AddDays(-2), EndsAt = now.AddDays(-1) };
        var commit = new Commit(Container.Directory, DelegationDocuments.Partition)
            .Create(DelegationDocuments.Type, "1", current)
            .Create(DelegationDocuments.Type, "2", over);
        Assert.True((await _postbox.Registry.Store.Commit(commit, Registry.Stop)).Succeeded);

        await _postbox.Plan(_postbox.Assigned(project, $"user:{_approver.Id}"));

        Assert.Equal("mia olga", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task An_approval_that_is_decided_by_now_asks_nobody()
    {
        var project = await _postbox.Project(_owner);
        var approval = await _postbox.Approval(project, _requester);
        await _postbox.Replace(approval with { Status = ApprovalState.Approved });

        await _postbox.Plan(_postbox.Assigned(project, $"user:{_approver.Id}"));

        Assert.Empty(await _postbox.All());
    }

    [Theory]
    [InlineData(SecurityLevel.Internal, "", "bo mia")]
    [InlineData(SecurityLevel.Confidential, "", "mia")]
    [InlineData(SecurityLevel.Internal, "example.com", "mia")]
    [InlineData(SecurityLevel.Confidential, "elsewhere.com", "")]
    public async Task Who_may_not_see_the_project_is_not_told(SecurityLevel level, string domains, string told)
    {
        var outsider = await _postbox.Person("bo", domain: "elsewhere.com", clearance: SecurityLevel.Internal);
        var project = await _postbox.Project(
            _owner,
            new ProjectFields { SecurityLevel = level, AllowedDomains = domains.Length == 0 ? [] : [domains] });
        await _postbox.Approval(project, _requester);

        await _postbox.Plan(_postbox.Assigned(project, $"user:{_approver.Id}", $"user:{outsider.Id}"));

        Assert.Equal(told, await Names(await _postbox.All()));
    }

    [Fact]
    public async Task In_the_place_of_an_owner_who_has_left_somebody_else_is_told()
    {
        var project = await _postbox.Project(_owner);
        await Leave(_owner);

        await _postbox.Plan(_postbox.Change("review.overdue", project.Id, project));

        Assert.Equal("ada", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task The_teams_manager_is_told_in_the_place_of_an_owner_who_has_left()
    {
        var project = await _postbox.Project(_owner, new ProjectFields { TeamId = await TeamOf(_approver) });
        await Leave(_owner);

        await _postbox.Plan(_postbox.Change("review.overdue", project.Id, project));

        Assert.Equal("mia", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task A_release_reaches_the_owner_and_the_channels_of_the_team_that_want_it()
    {
        var teamId = await TeamOf(_approver);
        var team = ChannelOwner.Team(teamId);
        var project = await _postbox.Project(_owner, new ProjectFields { TeamId = teamId });
        var all = await _postbox.Channel(team, Webhook());
        await _postbox.Channel(team, Webhook() with { Events = [NotificationEvent.DeploymentFailed] });
        await _postbox.Channel(team, Webhook() with { Muted = true });
        var release = new Release { Id = 4, ProjectId = project.Id, Version = "2.1.0", Status = ReleaseStatus.Released };
        await Keep(project, ReleaseDocuments.Type, "4", release);

        await _postbox.Plan(_postbox.Change("release.updated", 4, project, _admin, """{"status":"released"}"""));

        var deliveries = await _postbox.All();
        Assert.Equal([$"team:{teamId}", $"user:{_owner.Id}"], deliveries.Select(delivery => delivery.Recipient).Order());
        Assert.Equal(all.Id, deliveries.Single(delivery => delivery.UserId is null).ChannelId);
        Assert.All(deliveries, delivery => Assert.Equal("Released: Portal 2.1.0", delivery.Message.Title));
    }

    [Theory]
    [InlineData(Visibility.Team, SecurityLevel.Confidential, "", true)]
    [InlineData(Visibility.Public, SecurityLevel.Internal, "", true)]
    [InlineData(Visibility.Private, SecurityLevel.Internal, "", false)]
    [InlineData(Visibility.Team, SecurityLevel.Restricted, "", false)]
    [InlineData(Visibility.Team, SecurityLevel.Internal, "example.com", false)]
    public async Task A_channel_that_anybody_may_read_is_told_of_no_guarded_project(
        Visibility visibility, SecurityLevel level, string domain, bool isTold)
    {
        var teamId = await TeamOf(_approver);
        var project = await _postbox.Project(_owner, new ProjectFields
        {
            TeamId = teamId,
            Visibility = visibility,
            SecurityLevel = level,
            AllowedDomains = domain.Length == 0 ? [] : [domain],
        });
        await _postbox.Channel(ChannelOwner.Team(teamId), Webhook());
        var deployment = new Deployment { Id = 5, ProjectId = project.Id, Version = "1", Status = DeploymentStatus.Failed };
        await Keep(project, DeploymentDocuments.Type, "5", deployment);

        await _postbox.Plan(_postbox.Change("deployment.created", 5, project, _admin, """{"status":"failed"}"""));

        Assert.Equal(isTold, (await _postbox.All()).Any(delivery => delivery.Recipient == $"team:{teamId}"));
        Assert.Contains(await _postbox.All(), delivery => delivery.UserId == _owner.Id);
    }

    [Fact]
    public async Task A_person_with_channels_is_told_there_and_only_of_what_they_asked_for()
    {
        var own = ChannelOwner.User(_owner.Id);
        await _postbox.Channel(own, Webhook() with { Events = [NotificationEvent.ReviewDue] });
        var project = await _postbox.Project(_owner);

        await _postbox.Plan(
            _postbox.Change("review.reminded", project.Id, project, newValues: """{"review_due_date":"2026-12-01","days_before":14}"""),
            _postbox.Change("review.overdue", project.Id, project));

        var delivery = await _postbox.Only();
        Assert.Equal((NotificationEvent.ReviewDue, ChannelKind.Slack, "hooks.example.com"), (delivery.Event, delivery.Kind, delivery.Host));
        Assert.Equal("Review due in 14 days: Portal", delivery.Message.Title);
        Assert.Contains(new MessageFact("Review due", "2026-12-01"), delivery.Message.Facts);
    }

    [Fact]
    public async Task A_person_whose_only_channel_is_muted_is_told_nothing()
    {
        await _postbox.Channel(ChannelOwner.User(_owner.Id), new ChannelFields { Kind = ChannelKind.Email, Muted = true });
        var project = await _postbox.Project(_owner);

        await _postbox.Plan(_postbox.Change("review.overdue", project.Id, project));

        Assert.Empty(await _postbox.All());
    }

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "Email")]
    [InlineData(false, true, "Slack")]
    [InlineData(true, true, "Email Slack")]
    public async Task A_person_who_said_nothing_is_told_in_the_ways_that_are_configured(bool hasEmail, bool hasBot, string kinds)
    {
        using var postbox = new Postbox(new NotificationOptions { HasEmail = hasEmail, HasSlackBot = hasBot });
        var project = await postbox.Project(await postbox.Person("olga"));

        await postbox.Plan(postbox.Change("review.overdue", project.Id, project));
        await postbox.AttemptDue();

        var deliveries = await postbox.All();
        Assert.Equal(kinds, string.Join(' ', deliveries.Select(delivery => delivery.Kind.ToString()).Order()));
        Assert.Equal(hasEmail ? ["olga@example.com"] : [], postbox.Mail.Sent.Select(sent => sent.Target.Address));
        Assert.Equal(hasBot ? ["bot:olga@example.com"] : [], postbox.Slack.Sent.Select(sent => sent.Target.Address));
    }

    [Fact]
    public async Task An_address_to_which_several_channels_lead_is_told_once()
    {
        var own = ChannelOwner.User(_owner.Id);
        await _postbox.Channel(own, new ChannelFields { Kind = ChannelKind.Email });
        await _postbox.Channel(own, new ChannelFields { Kind = ChannelKind.Email, Url = "mailto:OLGA@example.com" });
        var project = await _postbox.Project(_owner);

        await _postbox.Plan(_postbox.Change("review.overdue", project.Id, project));

        Assert.Equal("olga", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task Planning_again_adds_nothing_whoever_would_be_told_by_now()
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);
        var change = _postbox.Assigned(project, "role:manager");
        await _postbox.Plan(change);
        var before = await _postbox.All();

        await _postbox.Channel(ChannelOwner.User(_approver.Id), Webhook());
        await _postbox.Person("new");
        await _postbox.Plan(change, change);

        Assert.Equal(before.Select(delivery => delivery.Id).Order(), (await _postbox.All()).Select(delivery => delivery.Id).Order());
    }

    [Fact]
    public async Task Many_are_told_but_no_more_than_200()
    {
        for (var i = 0; i < 210; i++)
            await _postbox.Person($"manager{i}");
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);
        var change = _postbox.Assigned(project, "role:manager");

        await _postbox.Plan(change);
        await _postbox.Plan(change);

        var deliveries = await _postbox.All();
        Assert.Equal(200, deliveries.Count);
        Assert.Equal(200, deliveries.Select(delivery => delivery.Recipient).Distinct().Count());
    }

    [Fact]
    public async Task Old_news_is_no_news_but_what_waits_for_a_decision_is_told_however_late()
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);
        var (overdue, assigned) = (_postbox.Change("review.overdue", project.Id, project), _postbox.Assigned(project, $"user:{_approver.Id}"));
        _postbox.Registry.Time.Advance(TimeSpan.FromDays(4));

        await _postbox.Plan(overdue, assigned);

        Assert.Equal("mia", await Names(await _postbox.All()));
    }

    [Fact]
    public async Task A_request_names_what_it_asks_until_when_and_no_values()
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);

        await _postbox.Plan(_postbox.Assigned(project, $"user:{_approver.Id}"));

        var message = (await _postbox.Only()).Message;
        Assert.Equal("Approval wanted: Portal", message.Title);
        Assert.Equal("rita asks for your approval to raise the budget and change the owner.", message.Text);
        Assert.Equal(
            [
                new("Project", "Portal"), new("Requested by", "rita"), new("Reason", "A larger audience"),
                new("Fields", "budget_allocated, owner_id"), new("Decide by", "8 Mar 2026 12:00 UTC"),
            ],
            message.Facts);
        Assert.Equal((1, "/approvals/1/respond"), (message.ApprovalToDecide, message.Path));
        Assert.DoesNotContain("654321", JsonSerializer.Serialize(await _postbox.Only(), NotificationsJson.Default.Delivery), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_decision_is_told_with_its_reason_and_asks_for_nothing()
    {
        var project = await _postbox.Project(_owner);
        await _postbox.Approval(project, _requester);

        await _postbox.Plan(_postbox.Change("approval.rejected", 1, project, _approver, reason: "Too early"));

        var message = (await _postbox.All())[0].Message;
        Assert.Equal(("Rejected: Portal", "mia rejected the request of rita to raise the budget and change the owner."), (message.Title, message.Text));
        Assert.Contains(new MessageFact("Reason", "Too early"), message.Facts);
        Assert.Null(message.ApprovalToDecide);
        Assert.Null(message.Path);
    }

    [Fact]
    public async Task A_title_is_one_line_whatever_the_project_is_called()
    {
        var admin = Registry.CallOf(Role.Admin, userId: 999);
        var name = "A\r\nBcc: all@example.com\t" + new string('x', 100);
        var project = (await _postbox.Registry.Project(admin, new ProjectFields { Name = name, OwnerId = _owner.Id })).Value;

        await _postbox.Plan(_postbox.Change("review.overdue", project.Id, project, newValues: """{"days_overdue":1}"""));

        var message = (await _postbox.Only()).Message;
        Assert.StartsWith("Review overdue by 1 day: A Bcc: all@example.com xxx", message.Title, StringComparison.Ordinal);
        Assert.InRange(message.Title.Length, 1, 150);
        Assert.DoesNotContain(message.Facts, fact => fact.Value.Any(char.IsControl));
    }

    [Fact]
    public async Task What_is_gone_is_told_to_nobody()
    {
        var project = await _postbox.Project(_owner);

        await _postbox.Plan(
            _postbox.Assigned(project, $"user:{_approver.Id}"),
            _postbox.Change("review.overdue", 999, project: null),
            _postbox.Change("review.overdue", 999, project with { Id = 999 }));

        Assert.Empty(await _postbox.All());
    }

    private static ChannelFields Webhook() => new() { Kind = ChannelKind.Slack, Url = "https://hooks.example.com/secret" };

    private static string Approvers(User user) => $$"""{"approvers":["user:{{user.Id}}"]}""";

    private async Task<string> Names(IEnumerable<Delivery> deliveries)
    {
        var names = new List<string>();
        foreach (var delivery in deliveries)
        {
            var user = await _postbox.Registry.Store.Get(UserDocuments.Type, UserDocuments.Key(delivery.UserId!.Value), Registry.Stop);
            names.Add(user!.Value.Name!);
        }

        return string.Join(' ', names.Order(StringComparer.Ordinal));
    }

    private async Task<long> TeamOf(User manager)
    {
        var fields = new TeamFields { Name = "Frontend", ManagerId = manager.Id };
        var admin = Registry.CallOf(Role.Admin, userId: 999);
        return (await _postbox.Registry.Service<TeamService>().Create(admin, fields, key: null, Registry.Stop)).Value.Id;
    }

    private async Task Leave(User user) => await _postbox.Registry.Service<UserService>().Deactivate(
        Registry.CallOf(Role.Admin, userId: 999), user.Id, IfMatch.Any, Registry.Stop);

    private async Task Keep<T>(Project project, DocumentType<T> type, string id, T part)
        where T : class
    {
        var commit = new Commit(Container.Projects, Partitions.OfProject(project.Id)).Create(type, id, part);
        Assert.True((await _postbox.Registry.Store.Commit(commit, Registry.Stop)).Succeeded);
    }
}
