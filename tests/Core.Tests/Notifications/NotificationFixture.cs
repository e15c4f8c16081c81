using System.Security.Cryptography;
using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Tests.Notifications;

/// <summary>An installation with users who are notified, and the deliveries to them.</summary>
internal sealed class NotificationFixture : IDisposable
{
    private int _changes;

    internal NotificationFixture(
        NotificationOptions? options = null, Func<IDocumentStore, IDocumentStore>? around = null)
    {
        Core = new CoreFixture(around: around, services: services =>
        {
            services.AddSingleton(options ?? new NotificationOptions { HasEmail = true });
            foreach (var sender in Senders.Values)
                services.AddSingleton<IMessageSender>(sender);
        });
        UseOtherKeys();
    }

    internal CoreFixture Core { get; }

    internal Dictionary<ChannelKind, RecordingSender> Senders { get; } =
        Enum.GetValues<ChannelKind>().ToDictionary(kind => kind, kind => new RecordingSender(kind));

    internal RecordingSender Mail => Senders[ChannelKind.Email];

    internal RecordingSender Slack => Senders[ChannelKind.Slack];

    internal NotificationPlanner Planner => Core.Service<NotificationPlanner>();

    internal DeliveryService Deliveries => Core.Service<DeliveryService>();

    /// <summary>Replaces the secret of the installation.</summary>
    internal void UseOtherKeys() => Core.Service<InstallationKeys>().Use(
        [new InstallationKey(1, RandomNumberGenerator.GetBytes(32))]);

    /// <summary>Creates a user.</summary>
    internal async Task<User> Person(
        string name, Role role = Role.Manager, string domain = "example.com", SecurityLevel? clearance = null)
    {
        var fields = new UserFields { Email = $"{name}@{domain}", Name = name, Role = role, Clearance = clearance };
        var admin = CoreFixture.CallOf(Role.Admin, userId: 999);
        return (await Core.Service<UserService>().Create(admin, fields, key: null, CoreFixture.Stop)).Value;
    }

    /// <summary>Creates a project that needs no approval.</summary>
    internal async Task<Project> Project(User owner, ProjectFields? fields = null)
    {
        var project = (fields ?? new ProjectFields()) with { Name = "Portal", OwnerId = owner.Id };
        return (await Core.Project(CoreFixture.CallOf(Role.Admin, userId: 999), project)).Value;
    }

    internal async Task<NotificationChannel> Channel(ChannelOwner owner, ChannelFields fields)
    {
        var call = CoreFixture.CallOf(Role.Admin, owner.UserId ?? 999);
        return (await Core.Service<ChannelService>().Create(call, owner, fields, key: null, CoreFixture.Stop)).Value;
    }

    /// <summary>Stores a pending approval with one open stage.</summary>
    internal async Task<Approval> Approval(Project project, User requester, params IReadOnlyList<Vote> votes)
    {
        var approval = new Approval
        {
            Id = 1,
            ProjectId = project.Id,
            Changes = [ChangeKind.BudgetRaised, ChangeKind.OwnerChanged],
            RequestedBy = requester.Id,
            Reason = "A larger audience",
            ProposedChanges = new Dictionary<string, ProposedChange>
            {
                ["owner_id"] = new(CoreFixture.Json("1"), CoreFixture.Json("2")),
                ["budget_allocated"] = new(CoreFixture.Json("123456"), CoreFixture.Json("654321")),
            },
            Stages =
            [
                new ApprovalStage
                {
                    Status = StageState.Open,
                    Deadline = new DateTimeOffset(2026, 3, 8, 12, 0, 0, TimeSpan.Zero),
                    Votes = votes,
                },
            ],
        };
        var key = ApprovalDocuments.Key(project.Id, approval.Id);
        var commit = new Commit(Container.Projects, key.Partition).Create(ApprovalDocuments.Type, key.Id, approval);
        Assert.True((await Core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);
        return approval;
    }

    internal async Task Replace(Approval approval)
    {
        var current = await Core.Store.Get(
            ApprovalDocuments.Type, ApprovalDocuments.Key(approval.ProjectId, approval.Id), CoreFixture.Stop);
        var commit = new Commit(Container.Projects, current!.Key.Partition)
            .Replace(ApprovalDocuments.Type, current.Key.Id, approval, current.Version);
        Assert.True((await Core.Store.Commit(commit, CoreFixture.Stop)).Succeeded);
    }

    /// <summary>A change as Core commits it.</summary>
    internal Change Change(
        string action,
        long? entityId,
        Project? project,
        User? by = null,
        string? newValues = null,
        string? reason = null) => new()
        {
            Id = new Guid(_changes++, 0, 0, new byte[8]).ToString(),
            Action = action,
            EntityType = action.Split('.')[0],
            EntityId = entityId,
            ProjectId = project?.Id,
            UserId = by?.Id,
            OccurredAt = Core.Time.GetUtcNow(),
            Reason = reason,
            NewValues = newValues is null ? null : CoreFixture.Json(newValues),
        };

    internal Change Assigned(Project project, params IReadOnlyList<string> approvers) =>
        Change("approval.assigned", 1, project, newValues: JsonSerializer.Serialize(new { stage = 0, approvers }));

    internal ValueTask Plan(params IReadOnlyList<Change> changes) => Planner.Handle(changes, CoreFixture.Stop);

    /// <summary>Every delivery, oldest first.</summary>
    internal async Task<IReadOnlyList<Delivery>> All()
    {
        var query = new DocumentQuery<Delivery>(DeliveryDocuments.Type)
        {
            Sort = [new Order(DeliveryDocuments.CreatedAt)],
            Limit = 1000,
        };
        var page = await Core.Store.Query(query, CoreFixture.Stop);
        Assert.False(page.HasMore);
        return [.. page.Items.Select(item => item.Value)];
    }

    internal async Task<Delivery> Only() => Assert.Single(await All());

    /// <summary>Attempts every delivery that is due now.</summary>
    internal async Task AttemptDue()
    {
        var due = await Deliveries.Due(Core.Time.GetUtcNow(), after: null, limit: 1000, CoreFixture.Stop);
        foreach (var delivery in due.Items)
            await Deliveries.Attempt(delivery.Value.Id, CoreFixture.Stop);
    }

    public void Dispose() => Core.Dispose();
}
