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
    private readonly NotificationFixture _notifications = new();
    private User _admin = null!;
    private User _requester = null!;
    private User _owner = null!;
    private User _approver = null!;

    public async ValueTask InitializeAsync()
    {
        _admin = await _notifications.Person("ada", Role.Admin);
        _requester = await _notifications.Person("rita", Role.Developer);
        _owner = await _notifications.Person("olga");
        _approver = await _notifications.Person("mia");
    }

    public ValueTask DisposeAsync()
    {
        _notifications.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The event of each action, and the users it notifies if no user caused it.</summary>
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
    [InlineData("review.overdue_reminded", NotificationEvent.ReviewOverdue, "olga")]
    [InlineData("review.escalated", NotificationEvent.ReviewEscalated, "mia")]
    public async Task Change_notifies_the_users_it_concerns(string action, NotificationEvent expected, string names)
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);

        await _notifications.Plan(_notifications.Change(action, 1, project, newValues: Approvers(_approver)));

        var deliveries = await _notifications.All();
        Assert.Equal(names, await Names(deliveries));
        Assert.All(deliveries, delivery =>
        {
            Assert.Equal(expected, delivery.Event);
            Assert.Equal(expected, delivery.Message.Event);
            Assert.Equal(DeliveryStatus.Pending, delivery.Status);
            Assert.Equal(_notifications.Core.Time.GetUtcNow(), delivery.DueAt);
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
    public async Task Other_changes_notify_nobody_and_read_nothing(string action)
    {
        var store = new Mock<IDocumentStore>(MockBehavior.Strict);
        using var notifications = new NotificationFixture(around: _ => store.Object);

        await notifications.Plan(
            notifications.Change(action, 1, project: null, newValues: """{"status":"draft"}"""),
            notifications.Change(action, 1, project: null, newValues: """{"status":7}"""),
            notifications.Change(action, 1, project: null));

        store.VerifyNoOtherCalls();
    }

    [Theory]
    [InlineData("approval.approved", "rita", "olga")]
    [InlineData("approval.rejected", "olga", "rita")]
    [InlineData("approval.withdrawn", "rita", "olga")]
    [InlineData("approval.overridden", "ada", "olga rita")]
    public async Task Actor_is_not_notified_of_their_own_change(string action, string actor, string notified)
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);
        var by = new[] { _admin, _owner, _requester }.Single(user => user.Name == actor);

        await _notifications.Plan(_notifications.Change(action, 1, project, by));

        Assert.Equal(notified, await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Assigned_approver_is_notified_even_if_they_caused_the_assignment()
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);

        await _notifications.Plan(_notifications.Assigned(project, $"user:{_admin.Id}") with { UserId = _admin.Id });

        Assert.Equal("ada", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Requester_and_voters_are_not_asked_to_decide()
    {
        var requester = await _notifications.Person("max");
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, requester, new Vote
        {
            UserId = _owner.Id,
            Decision = Decision.Approve,
            DecidedAt = _notifications.Core.Time.GetUtcNow(),
        });

        await _notifications.Plan(_notifications.Assigned(project, "role:manager"));

        Assert.Equal("ada mia", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Approver_named_in_several_ways_is_notified_once()
    {
        var team = await TeamOf(_approver);
        var project = await _notifications.Project(_approver);
        await _notifications.Approval(project, _requester);

        await _notifications.Plan(_notifications.Assigned(
            project, $"user:{_approver.Id}", $"team:{team}", $"team_manager:{team}", $"user:{_approver.Id}"));

        Assert.Equal("mia", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Active_delegate_is_notified_too_and_a_former_one_is_not()
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);
        var now = _notifications.Core.Time.GetUtcNow();
        var current = new Delegation
        {
            Id = 1,
            FromUserId = _approver.Id,
            ToUserId = _owner.Id,
            StartsAt = now.AddDays(-1),
            EndsAt = now.AddDays(1),
        };
        var over = new Delegation
        {
            Id = 2,
            FromUserId = _approver.Id,
            ToUserId = _admin.Id,
            StartsAt = now.AddDays(-2),
            EndsAt = now.AddDays(-1),
        };
        var commit = new Commit(Container.Directory, DelegationDocuments.Partition)
            .Create(DelegationDocuments.Type, "1", current)
            .Create(DelegationDocuments.Type, "2", over);
        Assert.True((await _notifications.Core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);

        await _notifications.Plan(_notifications.Assigned(project, $"user:{_approver.Id}"));

        Assert.Equal("mia olga", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Decided_approval_notifies_no_approver()
    {
        var project = await _notifications.Project(_owner);
        var approval = await _notifications.Approval(project, _requester);
        await _notifications.Replace(approval with { Status = ApprovalState.Approved });

        await _notifications.Plan(_notifications.Assigned(project, $"user:{_approver.Id}"));

        Assert.Empty(await _notifications.All());
    }

    [Theory]
    [InlineData(SecurityLevel.Internal, "", "bo mia")]
    [InlineData(SecurityLevel.Confidential, "", "mia")]
    [InlineData(SecurityLevel.Internal, "example.com", "mia")]
    [InlineData(SecurityLevel.Confidential, "elsewhere.com", "")]
    public async Task User_who_may_not_see_the_project_is_not_notified(
        SecurityLevel level, string domains, string notified)
    {
        var outsider = await _notifications.Person("bo", domain: "elsewhere.com", clearance: SecurityLevel.Internal);
        var project = await _notifications.Project(
            _owner,
            new ProjectFields { SecurityLevel = level, AllowedDomains = domains.Length == 0 ? [] : [domains] });
        await _notifications.Approval(project, _requester);

        await _notifications.Plan(_notifications.Assigned(project, $"user:{_approver.Id}", $"user:{outsider.Id}"));

        Assert.Equal(notified, await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Admin_is_notified_if_the_owner_is_deactivated()
    {
        var project = await _notifications.Project(_owner);
        await Deactivate(_owner);

        await _notifications.Plan(_notifications.Change("review.overdue", project.Id, project));

        Assert.Equal("ada", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Team_manager_is_notified_if_the_owner_is_deactivated()
    {
        var project = await _notifications.Project(_owner, new ProjectFields { TeamId = await TeamOf(_approver) });
        await Deactivate(_owner);

        await _notifications.Plan(_notifications.Change("review.overdue", project.Id, project));

        Assert.Equal("mia", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Release_notifies_the_owner_and_the_subscribed_channels_of_the_team()
    {
        var teamId = await TeamOf(_approver);
        var team = ChannelOwner.Team(teamId);
        var project = await _notifications.Project(_owner, new ProjectFields { TeamId = teamId });
        var all = await _notifications.Channel(team, Webhook());
        await _notifications.Channel(team, Webhook() with { Events = [NotificationEvent.DeploymentFailed] });
        await _notifications.Channel(team, Webhook() with { Muted = true });
        var release = new Release
        {
            Id = 4,
            ProjectId = project.Id,
            Version = "2.1.0",
            Status = ReleaseStatus.Released,
        };
        await Keep(project, ReleaseDocuments.Type, "4", release);

        await _notifications.Plan(
            _notifications.Change("release.updated", 4, project, _admin, """{"status":"released"}"""));

        var deliveries = await _notifications.All();
        Assert.Equal(
            [$"team:{teamId}", $"user:{_owner.Id}"],
            deliveries.Select(delivery => delivery.Recipient).Order());
        Assert.Equal(all.Id, deliveries.Single(delivery => delivery.UserId is null).ChannelId);
        Assert.All(deliveries, delivery => Assert.Equal("Released: Portal 2.1.0", delivery.Message.Title));
    }

    [Theory]
    [InlineData(Visibility.Team, SecurityLevel.Confidential, "", true)]
    [InlineData(Visibility.Public, SecurityLevel.Internal, "", true)]
    [InlineData(Visibility.Private, SecurityLevel.Internal, "", false)]
    [InlineData(Visibility.Team, SecurityLevel.Restricted, "", false)]
    [InlineData(Visibility.Team, SecurityLevel.Internal, "example.com", false)]
    public async Task Team_channel_is_not_notified_of_a_restricted_project(
        Visibility visibility, SecurityLevel level, string domain, bool isNotified)
    {
        var teamId = await TeamOf(_approver);
        var project = await _notifications.Project(_owner, new ProjectFields
        {
            TeamId = teamId,
            Visibility = visibility,
            SecurityLevel = level,
            AllowedDomains = domain.Length == 0 ? [] : [domain],
        });
        await _notifications.Channel(ChannelOwner.Team(teamId), Webhook());
        var deployment = new Deployment
        {
            Id = 5,
            ProjectId = project.Id,
            Version = "1",
            Status = DeploymentStatus.Failed,
        };
        await Keep(project, DeploymentDocuments.Type, "5", deployment);

        await _notifications.Plan(
            _notifications.Change("deployment.created", 5, project, _admin, """{"status":"failed"}"""));

        Assert.Equal(isNotified, (await _notifications.All()).Any(delivery => delivery.Recipient == $"team:{teamId}"));
        Assert.Contains(await _notifications.All(), delivery => delivery.UserId == _owner.Id);
    }

    [Fact]
    public async Task User_with_channels_is_notified_there_of_subscribed_events_only()
    {
        var own = ChannelOwner.User(_owner.Id);
        await _notifications.Channel(own, Webhook() with { Events = [NotificationEvent.ReviewDue] });
        var project = await _notifications.Project(_owner);

        await _notifications.Plan(
            _notifications.Change(
                "review.reminded",
                project.Id,
                project,
                newValues: """{"review_due_date":"2026-12-01","days_before":14}"""),
            _notifications.Change("review.overdue", project.Id, project));

        var delivery = await _notifications.Only();
        Assert.Equal(
            (NotificationEvent.ReviewDue, ChannelKind.Slack, "hooks.example.com"),
            (delivery.Event, delivery.Kind, delivery.Host));
        Assert.Equal("Review due in 14 days: Portal", delivery.Message.Title);
        Assert.Contains(new MessageFact("Review due", "2026-12-01"), delivery.Message.Facts);
    }

    [Fact]
    public async Task User_whose_only_channel_is_muted_is_not_notified()
    {
        await _notifications.Channel(
            ChannelOwner.User(_owner.Id), new ChannelFields { Kind = ChannelKind.Email, Muted = true });
        var project = await _notifications.Project(_owner);

        await _notifications.Plan(_notifications.Change("review.overdue", project.Id, project));

        Assert.Empty(await _notifications.All());
    }

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "Email")]
    [InlineData(false, true, "Slack")]
    [InlineData(true, true, "Email Slack")]
    public async Task User_without_channels_is_notified_by_the_configured_kinds(
        bool hasEmail, bool hasBot, string kinds)
    {
        using var notifications = new NotificationFixture(
            new NotificationOptions { HasEmail = hasEmail, HasSlackBot = hasBot });
        var project = await notifications.Project(await notifications.Person("olga"));

        await notifications.Plan(notifications.Change("review.overdue", project.Id, project));
        await notifications.AttemptDue();

        var deliveries = await notifications.All();
        Assert.Equal(kinds, string.Join(' ', deliveries.Select(delivery => delivery.Kind.ToString()).Order()));
        Assert.Equal(hasEmail ? ["olga@example.com"] : [], notifications.Mail.Sent.Select(sent => sent.Target.Address));
        Assert.Equal(
            hasBot ? ["bot:olga@example.com"] : [],
            notifications.Slack.Sent.Select(sent => sent.Target.Address));
    }

    [Fact]
    public async Task Address_of_several_channels_is_notified_once()
    {
        var own = ChannelOwner.User(_owner.Id);
        await _notifications.Channel(own, new ChannelFields { Kind = ChannelKind.Email });
        await _notifications.Channel(
            own, new ChannelFields { Kind = ChannelKind.Email, Url = "mailto:OLGA@example.com" });
        var project = await _notifications.Project(_owner);

        await _notifications.Plan(_notifications.Change("review.overdue", project.Id, project));

        Assert.Equal("olga", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Planning_is_idempotent_even_if_the_recipients_have_changed()
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);
        var change = _notifications.Assigned(project, "role:manager");
        await _notifications.Plan(change);
        var before = await _notifications.All();

        await _notifications.Channel(ChannelOwner.User(_approver.Id), Webhook());
        await _notifications.Person("new");
        await _notifications.Plan(change, change);

        Assert.Equal(
            before.Select(delivery => delivery.Id).Order(),
            (await _notifications.All()).Select(delivery => delivery.Id).Order());
    }

    [Fact]
    public async Task At_most_200_recipients_are_notified()
    {
        for (var i = 0; i < 210; i++)
            await _notifications.Person($"manager{i}");
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);
        var change = _notifications.Assigned(project, "role:manager");

        await _notifications.Plan(change);
        await _notifications.Plan(change);

        var deliveries = await _notifications.All();
        Assert.Equal(200, deliveries.Count);
        Assert.Equal(200, deliveries.Select(delivery => delivery.Recipient).Distinct().Count());
    }

    [Fact]
    public async Task Old_change_notifies_nobody_unless_it_still_waits_for_a_decision()
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);
        var (overdue, assigned) = (
            _notifications.Change("review.overdue", project.Id, project),
            _notifications.Assigned(project, $"user:{_approver.Id}"));
        _notifications.Core.Time.Advance(TimeSpan.FromDays(4));

        await _notifications.Plan(overdue, assigned);

        Assert.Equal("mia", await Names(await _notifications.All()));
    }

    [Fact]
    public async Task Approval_request_names_fields_and_deadline_but_no_values()
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);

        await _notifications.Plan(_notifications.Assigned(project, $"user:{_approver.Id}"));

        var message = (await _notifications.Only()).Message;
        Assert.Equal("Approval wanted: Portal", message.Title);
        Assert.Equal("rita asks for your approval to raise the budget and change the owner.", message.Text);
        Assert.Equal(
            [
                new("Project", "Portal"), new("Requested by", "rita"), new("Reason", "A larger audience"),
                new("Fields", "budget_allocated, owner_id"), new("Decide by", "8 Mar 2026 12:00 UTC"),
            ],
            message.Facts);
        Assert.Equal((1, "/approvals/1/respond"), (message.ApprovalToDecide, message.Path));
        Assert.DoesNotContain(
            "654321",
            JsonSerializer.Serialize(await _notifications.Only(), NotificationsJson.Default.Delivery),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decision_message_has_the_reason_and_no_action()
    {
        var project = await _notifications.Project(_owner);
        await _notifications.Approval(project, _requester);

        await _notifications.Plan(
            _notifications.Change("approval.rejected", 1, project, _approver, reason: "Too early"));

        var message = (await _notifications.All())[0].Message;
        Assert.Equal(
            ("Rejected: Portal", "mia rejected the request of rita to raise the budget and change the owner."),
            (message.Title, message.Text));
        Assert.Contains(new MessageFact("Reason", "Too early"), message.Facts);
        Assert.Null(message.ApprovalToDecide);
        Assert.Null(message.Path);
    }

    [Fact]
    public async Task Title_is_one_line_whatever_the_name_of_the_project()
    {
        var admin = CoreFixture.CallOf(Role.Admin, userId: 999);
        var name = "A\r\nBcc: all@example.com\t" + new string('x', 100);
        var project = (await _notifications.Core.Project(
            admin, new ProjectFields { Name = name, OwnerId = _owner.Id })).Value;

        await _notifications.Plan(
            _notifications.Change("review.overdue", project.Id, project, newValues: """{"days_overdue":1}"""));

        var message = (await _notifications.Only()).Message;
        Assert.StartsWith(
            "Review overdue by 1 day: A Bcc: all@example.com xxx",
            message.Title,
            StringComparison.Ordinal);
        Assert.InRange(message.Title.Length, 1, 150);
        Assert.DoesNotContain(message.Facts, fact => fact.Value.Any(char.IsControl));
    }

    [Fact]
    public async Task Missing_approval_or_project_notifies_nobody()
    {
        var project = await _notifications.Project(_owner);

        await _notifications.Plan(
            _notifications.Assigned(project, $"user:{_approver.Id}"),
            _notifications.Change("review.overdue", 999, project: null),
            _notifications.Change("review.overdue", 999, project with { Id = 999 }));

        Assert.Empty(await _notifications.All());
    }

    private static ChannelFields Webhook() =>
        new() { Kind = ChannelKind.Slack, Url = "https://hooks.example.com/secret" };

    private static string Approvers(User user) => $$"""{"approvers":["user:{{user.Id}}"]}""";

    private async Task<string> Names(IEnumerable<Delivery> deliveries)
    {
        var names = new List<string>();
        foreach (var delivery in deliveries)
        {
            var user = await _notifications.Core.Store.Get(
                UserDocuments.Type, UserDocuments.Key(delivery.UserId!.Value), CoreFixture.Stop);
            names.Add(user!.Value.Name!);
        }

        return string.Join(' ', names.Order(StringComparer.Ordinal));
    }

    private async Task<long> TeamOf(User manager)
    {
        var fields = new TeamFields { Name = "Frontend", ManagerId = manager.Id };
        var admin = CoreFixture.CallOf(Role.Admin, userId: 999);
        return (await _notifications.Core.Service<TeamService>().Create(
            admin, fields, key: null, CoreFixture.Stop)).Value.Id;
    }

    private async Task Deactivate(User user) => await _notifications.Core.Service<UserService>().Deactivate(
        CoreFixture.CallOf(Role.Admin, userId: 999), user.Id, IfMatch.Any, CoreFixture.Stop);

    private async Task Keep<T>(Project project, DocumentType<T> type, string id, T part)
        where T : class
    {
        var commit = new Commit(Container.Projects, Partitions.OfProject(project.Id)).Create(type, id, part);
        Assert.True((await _notifications.Core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);
    }
}
