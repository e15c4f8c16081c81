using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Tests.Endpoints;

/// <summary>Creates the entities that a valid call requires.</summary>
internal sealed class TestData(TestHost host)
{
    /// <summary>The id of the earlier request whose change is parked as a dead letter.</summary>
    internal const string EarlierRequest = "an-earlier-request";

    private long? _policy;

    internal TestHost Host => host;

    internal ApiClient Admin => host.Admin;

    internal JsonObject Project() => new() { ["name"] = host.Unique("Project") };

    internal JsonObject User() =>
        new() { ["email"] = $"{host.Unique("user").Replace(' ', '.')}@company.com", ["name"] = "Jo" };

    internal JsonObject Team() => new() { ["name"] = host.Unique("Team") };

    internal Task<long> AddProject(JsonObject? fields = null) => Admin.Create("/projects/", fields ?? Project());

    internal Task<long> AddUser() => Admin.Create("/users/", User());

    internal Task<long> AddTeam() => Admin.Create("/teams/", Team());

    /// <summary>A policy that matches no project of these tests.</summary>
    internal JsonObject Policy() => new()
    {
        ["name"] = host.Unique("Policy"),
        ["changes"] = new JsonArray("archiving"),
        ["conditions"] = new JsonObject { ["departments"] = new JsonArray("Nobody's") },
        ["stages"] = new JsonArray(new JsonObject
        {
            ["groups"] = new JsonArray(new JsonObject { ["kind"] = "role", ["role"] = "manager" }),
        }),
    };

    /// <summary>A manager's project and its pending approval, which an administrator can decide.</summary>
    internal async Task<(long Project, long Approval)> AddApproval()
    {
        var fields = Project();
        fields["requires_approval"] = true;
        var project = (await (await host.Add("manager")).Post("/projects/", fields)).Expect(201);
        return (project.Id, long.Parse(project.Header("Link")!.Split('/', '>')[2], CultureInfo.InvariantCulture));
    }

    /// <summary>Deletes the one before: there is a limit of 200.</summary>
    internal async Task<long> AddPolicy()
    {
        if (_policy is { } last)
            await Admin.Delete($"/approval-policies/{last}");
        _policy = await Admin.Create("/approval-policies/", Policy());
        return _policy.Value;
    }

    /// <summary>A delegation between two new managers, so that none conflicts with another.</summary>
    internal async Task<JsonObject> Delegation() => new()
    {
        ["from_user_id"] = (await host.Add("manager")).Id,
        ["to_user_id"] = (await host.Add("manager")).Id,
        ["ends_at"] = DateTimeOffset.UtcNow.AddDays(7),
    };

    internal async Task<long> AddDelegation() => await Admin.Create("/delegations/", await Delegation());

    internal async Task<(long Team, long User)> AddMember(long? ofTeam = null)
    {
        var (team, user) = (ofTeam ?? await AddTeam(), await AddUser());
        (await Admin.Post("/team-members/", new { team_id = team, user_id = user })).Expect(201);
        return (team, user);
    }

    internal async Task<(long User, long Token)> AddToken()
    {
        var user = await AddUser();
        return (user, await Admin.Create($"/users/{user}/tokens", new { name = "test" }));
    }

    internal static JsonObject Channel() => new()
    {
        ["kind"] = "slack",
        ["url"] = $"https://hooks.slack.com/services/T1/B2/secret{Guid.NewGuid():N}",
        ["events"] = new JsonArray("release_published"),
    };

    /// <summary>A channel of the administrator, who keeps at most two: there is a limit.</summary>
    internal async Task<long> AddOwnChannel()
    {
        foreach (var channel in (await Admin.Get("/me/notifications/")).Expect(200).Items.Skip(1))
            (await Admin.Send("DELETE", $"/me/notifications/{channel!["id"]}")).Expect(204);
        return await Admin.Create("/me/notifications/", Channel());
    }

    internal async Task<(long Team, long Channel)> AddTeamChannel(long? ofTeam = null)
    {
        var team = ofTeam ?? await AddTeam();
        return (team, await Admin.Create($"/teams/{team}/channels", Channel()));
    }

    /// <summary>A dead delivery to the administrator.</summary>
    internal async Task<string> AddDelivery()
    {
        var changeId = Guid.CreateVersion7().ToString();
        var delivery = new Delivery
        {
            Id = DeliveryDocuments.IdOf(changeId, "user:1", ChannelKind.Slack, 7),
            ChangeId = changeId,
            Event = NotificationEvent.ReleasePublished,
            Recipient = "user:1",
            UserId = 1,
            Kind = ChannelKind.Slack,
            ChannelId = 7,
            Host = "hooks.slack.com",
            Message = new Message { Event = NotificationEvent.ReleasePublished, Title = "Released: Portal 1.0.0" },
            Status = DeliveryStatus.Dead,
            AttemptCount = 1,
            Attempts =
            [
                new DeliveryAttempt
                {
                    At = DateTimeOffset.UnixEpoch,
                    Outcome = AttemptOutcome.Refused,
                    Error = "Gone.",
                },
            ],
            CreatedAt = DateTimeOffset.UtcNow,
        };
        var key = DeliveryDocuments.Key(delivery.Id);
        var commit = new Commit(Container.Outbox, key.Partition).Create(DeliveryDocuments.Type, key.Id, delivery);
        Assert.True((await host.Store.Commit(commit, TestHost.Stop)).Succeeded);
        return delivery.Id;
    }

    /// <summary>A dead letter of a change by the administrator that a replay audits.</summary>
    internal async Task<string> AddDeadLetter()
    {
        var change = new Change
        {
            Id = Guid.CreateVersion7().ToString(),
            Action = "project.updated",
            EntityType = "project",
            UserId = Admin.Id,
            OccurredAt = DateTimeOffset.UtcNow,
            IpAddress = "127.0.0.1",
            RequestId = EarlierRequest,
        };
        var letter = new DeadLetter
        {
            Consumer = "audit-trail",
            ChangeId = change.Id,
            Change = change,
            Error = "poison",
            ParkedAt = change.OccurredAt,
        };
        var key = DeadLetterDocuments.Key(letter.Consumer, letter.ChangeId);
        var commit = new Commit(Container.Outbox, key.Partition).Create(DeadLetterDocuments.Type, key.Id, letter);
        Assert.True((await host.Store.Commit(commit, TestHost.Stop)).Succeeded);
        return change.Id;
    }

    internal async Task<(long Project, long Environment)> AddEnvironment(
        long? ofProject = null,
        string name = "production")
    {
        var project = ofProject ?? await AddProject();
        return (project, await Admin.Create("/environments/", new { project_id = project, name }));
    }

    internal async Task<(long Project, long Release)> AddRelease(
        long? ofProject = null,
        string version = "1.0.0",
        string status = "draft")
    {
        var project = ofProject ?? await AddProject();
        return (project, await Admin.Create("/releases/", new { project_id = project, version, status }));
    }

    internal static JsonObject Review() => new() { ["outcome"] = "confirmed", ["confirms_ownership"] = true };

    internal async Task<(long Project, long Review)> AddReview(long? ofProject = null)
    {
        var project = ofProject ?? await AddProject();
        return (project, await Admin.Create($"/projects/{project}/reviews", Review()));
    }

    internal async Task<(long Project, long Deployment)> AddDeployment(string status = "in_progress")
    {
        var (project, _) = await AddEnvironment();
        var deployment = new { project_id = project, environment = "production", version = "1.0.0", status };
        return (project, await Admin.Create("/deployments/", deployment));
    }
}

/// <summary>A request that an administrator can send and that succeeds.</summary>
internal sealed record ValidCall(string Path, JsonObject? Body = null);
