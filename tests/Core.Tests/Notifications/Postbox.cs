using System.Security.Cryptography;
using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Tests.Notifications;

/// <summary>An installation with people in it who are told of things, and what they are told.</summary>
internal sealed class Postbox : IDisposable
{
    private int _changes;

    internal Postbox(NotificationOptions? options = null, Func<IDocumentStore, IDocumentStore>? around = null)
    {
        Registry = new Registry(around: around, services: services =>
        {
            services.AddSingleton(options ?? new NotificationOptions { HasEmail = true });
            foreach (var sender in Senders.Values)
                services.AddSingleton<IMessageSender>(sender);
        });
        UseOtherKeys();
    }

    internal Registry Registry { get; }

    internal Dictionary<ChannelKind, RecordingSender> Senders { get; } =
        Enum.GetValues<ChannelKind>().ToDictionary(kind => kind, kind => new RecordingSender(kind));

    internal RecordingSender Mail => Senders[ChannelKind.Email];

    internal RecordingSender Slack => Senders[ChannelKind.Slack];

    internal NotificationPlanner Planner => Registry.Service<NotificationPlanner>();

    internal DeliveryService Deliveries => Registry.Service<DeliveryService>();

    /// <summary>Goes on as an installation with another secret.</summary>
    internal void UseOtherKeys() => Registry.Service<InstallationKeys>().Use(new Installation
    {
        Secret = RandomNumberGenerator.GetBytes(32),
        CreatedAt = Registry.Time.GetUtcNow(),
    });

    /// <summary>Creates a person.</summary>
    internal async Task<User> Person(
        string name, Role role = Role.Manager, string domain = "example.com", SecurityLevel? clearance = null)
    {
        var fields = new UserFields { Email = $"{name}@{domain}", Name = name, Role = role, Clearance = clearance };
        var admin = Registry.CallOf(Role.Admin, userId: 999);
        return (await Registry.Service<UserService>().Create(admin, fields, key: null, Registry.Stop)).Value;
    }

    /// <summary>Creates a project, which nobody has to approve.</summary>
    internal async Task<Project> Project(User owner, ProjectFields? fields = null)
    {
        var project = (fields ?? new ProjectFields()) with { Name = "Portal", OwnerId = owner.Id };
        return (await Registry.Project(Registry.CallOf(Role.Admin, userId: 999), project)).Value;
    }

    internal async Task<NotificationChannel> Channel(ChannelOwner owner, ChannelFields fields)
    {
        var call = Registry.CallOf(Role.Admin, owner.UserId ?? 999);
        return (await Registry.Service<ChannelService>().Create(call, owner, fields, key: null, Registry.Stop)).Value;
    }

    /// <summary>Keeps an approval as it is at some time.</summary>
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
                ["owner_id"] = new(Registry.Json("1"), Registry.Json("2")),
                ["budget_allocated"] = new(Registry.Json("123456"), Registry.Json("654321")),
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
        Assert.True((await Registry.Store.Commit(commit, Registry.Stop)).Succeeded);
        return approval;
    }

    internal async Task Replace(Approval approval)
    {
        var current = await Registry.Store.Get(ApprovalDocuments.Type, ApprovalDocuments.Key(approval.ProjectId, approval.Id), Registry.Stop);
        var commit = new Commit(Container.Projects, current!.Key.Partition)
            .Replace(ApprovalDocuments.Type, current.Key.Id, approval, current.Version);
        Assert.True((await Registry.Store.Commit(commit, Registry.Stop)).Succeeded);
    }

    /// <summary>A change as a process writes it.</summary>
    internal Change Change(string action, long? entityId, Project? project, User? by = null, string? newValues = null, string? reason = null) => new()
    {
        Id = new Guid(_changes++, 0, 0, new byte[8]).ToString(),
        Action = action,
        EntityType = action.Split('.')[0],
        EntityId = entityId,
        ProjectId = project?.Id,
        UserId = by?.Id,
        OccurredAt = Registry.Time.GetUtcNow(),
        Reason = reason,
        NewValues = newValues is null ? null : Registry.Json(newValues),
    };

    internal Change Assigned(Project project, params IReadOnlyList<string> approvers) =>
        Change("approval.assigned", 1, project, newValues: JsonSerializer.Serialize(new { stage = 0, approvers }));

    internal ValueTask Plan(params IReadOnlyList<Change> changes) => Planner.Handle(changes, Registry.Stop);

    /// <summary>Every delivery, oldest first.</summary>
    internal async Task<IReadOnlyList<Delivery>> All()
    {
        var query = new DocumentQuery<Delivery>(DeliveryDocuments.Type) { Sort = [new Order(DeliveryDocuments.CreatedAt)], Limit = 1000 };
        var page = await Registry.Store.Query(query, Registry.Stop);
        Assert.False(page.HasMore);
        return [.. page.Items.Select(item => item.Value)];
    }

    internal async Task<Delivery> Only() => Assert.Single(await All());

    /// <summary>Attempts whatever is due now.</summary>
    internal async Task AttemptDue()
    {
        var due = await Deliveries.Due(Registry.Time.GetUtcNow(), after: null, limit: 1000, Registry.Stop);
        foreach (var delivery in due.Items)
            await Deliveries.Attempt(delivery.Value.Id, Registry.Stop);
    }

    public void Dispose() => Registry.Dispose();
}
