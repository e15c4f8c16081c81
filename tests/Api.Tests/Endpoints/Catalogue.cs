using System.Text.Json.Nodes;
using Enterprise.Core.Deployments;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Tests.Endpoints;

/// <summary>Every endpoint of the API. A test holds that none is missing, and others go through the table.</summary>
internal static class Catalogue
{
    internal static IReadOnlyList<Operation> All { get; } =
    [
        .. Projects(), .. Users(), .. Tokens(), .. Teams(), .. Channels(), .. Deliveries(), .. Environments(), .. Releases(), .. Deployments(),
        .. Approvals(), .. Reviews(), .. Audit(), .. Policies(), .. Delegations(),
        new("GetLiveness", "GET", "/health/live", 200, _ => At("/health/live")),
        new("GetReadiness", "GET", "/health/ready", 200, _ => At("/health/ready")),
    ];

    /// <summary>What people's browsers and Slack call: no part of the description, and tested on its own.</summary>
    internal static IReadOnlyList<string> NotForPrograms { get; } =
    [
        "GET /approvals/{id}/respond ShowApproval",
        "POST /approvals/{id}/respond RespondToApproval",
        "POST /integrations/slack/actions TakeSlackAction",
    ];

    /// <summary>The names, for theories.</summary>
    internal static IEnumerable<TheoryDataRow<string>> Names(Func<Operation, bool> isWanted) =>
        All.Where(isWanted).Select(operation => new TheoryDataRow<string>(operation.Name));

    private static Operation[] Projects() =>
    [
        new("CreateProject", "POST", "/projects", 201, world => At("/projects/", world.Project()), "project.created"),
        new("ListProjects", "GET", "/projects", 200, _ => At("/projects/?sort=-priority,name&limit=5&status=active,paused")),
        new("GetProject", "GET", "/projects/{id}", 200, async world => new($"/projects/{await world.AddProject()}")),
        new("ReplaceProject", "PUT", "/projects/{id}", 200,
            async world => new($"/projects/{await world.AddProject()}", world.Project()), "project.updated"),
        new("UpdateProject", "PATCH", "/projects/{id}", 200,
            async world => new($"/projects/{await world.AddProject()}", new() { ["priority"] = "critical" }), "project.updated"),
        new("ArchiveProject", "DELETE", "/projects/{id}", 204,
            async world => new($"/projects/{await world.AddProject()}"), "project.updated"),
    ];

    private static Operation[] Users() =>
    [
        new("CreateUser", "POST", "/users", 201, world => At("/users/", world.User()), "user.created"),
        new("ListUsers", "GET", "/users", 200, _ => At("/users/?role=admin&is_active=true")),
        new("GetUser", "GET", "/users/{id}", 200, async world => new($"/users/{await world.AddUser()}")),
        new("ReplaceUser", "PUT", "/users/{id}", 200,
            async world => new($"/users/{await world.AddUser()}", world.User()), "user.updated"),
        new("UpdateUser", "PATCH", "/users/{id}", 200,
            async world => new($"/users/{await world.AddUser()}", new() { ["department"] = "IT" }), "user.updated"),
        new("DeactivateUser", "DELETE", "/users/{id}", 204, async world => new($"/users/{await world.AddUser()}"), "user.updated"),
        new("ListTeamsOfUser", "GET", "/users/{id}/teams", 200,
            async world => new($"/users/{(await world.AddMember()).User}/teams?expand=manager")),
        new("GetMe", "GET", "/me", 200, _ => At("/me")),
    ];

    private static Operation[] Tokens() =>
    [
        new("CreateToken", "POST", "/users/{id}/tokens", 201,
            async world => new($"/users/{await world.AddUser()}/tokens", new() { ["name"] = "test" }), "token.created"),
        new("ListTokens", "GET", "/users/{id}/tokens", 200, async world => new($"/users/{(await world.AddToken()).User}/tokens")),
        new("GetToken", "GET", "/users/{id}/tokens/{token_id}", 200, async world => Token(await world.AddToken())),
        new("RevokeToken", "DELETE", "/users/{id}/tokens/{token_id}", 204, async world => Token(await world.AddToken()), "token.deleted"),
    ];

    private static Operation[] Teams() =>
    [
        new("CreateTeam", "POST", "/teams", 201, world => At("/teams/", world.Team()), "team.created"),
        new("ListTeams", "GET", "/teams", 200, _ => At("/teams/?sort=-name&expand=manager")),
        new("GetTeam", "GET", "/teams/{id}", 200, async world => new($"/teams/{await world.AddTeam()}")),
        new("ReplaceTeam", "PUT", "/teams/{id}", 200,
            async world => new($"/teams/{await world.AddTeam()}", world.Team()), "team.updated"),
        new("UpdateTeam", "PATCH", "/teams/{id}", 200,
            async world => new($"/teams/{await world.AddTeam()}", new() { ["department"] = "IT" }), "team.updated"),
        new("DeleteTeam", "DELETE", "/teams/{id}", 204,
            async world => new($"/teams/{(await world.AddMember()).Team}"), "team.deleted", "team_member.deleted"),
        new("ListTeamMembers", "GET", "/teams/{id}/members", 200,
            async world => new($"/teams/{(await world.AddMember()).Team}/members?expand=user")),
        new("AddTeamMember", "POST", "/team-members", 201,
            async world => new("/team-members/", new() { ["team_id"] = await world.AddTeam(), ["user_id"] = await world.AddUser() }),
            "team_member.created"),
        new("RemoveTeamMember", "DELETE", "/teams/{id}/members/{user_id}", 204, async world =>
        {
            var (team, user) = await world.AddMember();
            return new($"/teams/{team}/members/{user}");
        }, "team_member.deleted"),
    ];

    private static Operation[] Channels() =>
    [
        new("CreateMyChannel", "POST", "/me/notifications", 201, _ => At("/me/notifications/", World.Channel()), "channel.created"),
        new("ListMyChannels", "GET", "/me/notifications", 200, _ => At("/me/notifications/?kind=slack")),
        new("GetMyChannel", "GET", "/me/notifications/{channel_id}", 200,
            async world => new($"/me/notifications/{await world.AddOwnChannel()}")),
        new("ReplaceMyChannel", "PUT", "/me/notifications/{channel_id}", 200,
            async world => new($"/me/notifications/{await world.AddOwnChannel()}", new() { ["kind"] = "slack" }), "channel.updated"),
        new("UpdateMyChannel", "PATCH", "/me/notifications/{channel_id}", 200,
            async world => new($"/me/notifications/{await world.AddOwnChannel()}", new() { ["muted"] = true }), "channel.updated"),
        new("DeleteMyChannel", "DELETE", "/me/notifications/{channel_id}", 204,
            async world => new($"/me/notifications/{await world.AddOwnChannel()}"), "channel.deleted"),
        new("CreateTeamChannel", "POST", "/teams/{id}/channels", 201,
            async world => new($"/teams/{await world.AddTeam()}/channels", World.Channel()), "channel.created"),
        new("ListTeamChannels", "GET", "/teams/{id}/channels", 200,
            async world => new($"/teams/{(await world.AddTeamChannel()).Team}/channels")),
        new("GetTeamChannel", "GET", "/teams/{id}/channels/{channel_id}", 200,
            async world => TeamChannel(await world.AddTeamChannel())),
        new("ReplaceTeamChannel", "PUT", "/teams/{id}/channels/{channel_id}", 200,
            async world => TeamChannel(await world.AddTeamChannel(), new() { ["kind"] = "slack", ["muted"] = true }), "channel.updated"),
        new("UpdateTeamChannel", "PATCH", "/teams/{id}/channels/{channel_id}", 200,
            async world => TeamChannel(await world.AddTeamChannel(), new() { ["url"] = "https://example.com/new" }), "channel.updated"),
        new("DeleteTeamChannel", "DELETE", "/teams/{id}/channels/{channel_id}", 204,
            async world => TeamChannel(await world.AddTeamChannel()), "channel.deleted"),
    ];

    private static Operation[] Deliveries() =>
    [
        new("ListDeliveries", "GET", "/deliveries", 200, _ => At("/deliveries/?status=dead&kind=slack")),
        new("GetDelivery", "GET", "/deliveries/{id}", 200, async world => new($"/deliveries/{await world.AddDelivery()}")),
        new("ReplayDelivery", "POST", "/deliveries/{id}/replay", 200,
            async world => new($"/deliveries/{await world.AddDelivery()}/replay"), "delivery.replayed")
        {
            TakesBody = false,
        },
        new("ListDeadLetters", "GET", "/dead-letters", 200, _ => At("/dead-letters/?consumer=audit-trail")),
        new("ReplayDeadLetter", "POST", "/dead-letters/{consumer}/{change_id}/replay", 204,
            async world => new($"/dead-letters/audit-trail/{await world.AddDeadLetter()}/replay"), "dead_letter.replayed", "project.updated")
        {
            TakesBody = false,
        },
    ];

    private static Operation[] Environments() =>
    [
        new("CreateEnvironment", "POST", "/environments", 201,
            async world => new("/environments/", new() { ["project_id"] = await world.AddProject(), ["name"] = "staging" }),
            "environment.created"),
        new("ListEnvironments", "GET", "/projects/{id}/environments", 200,
            async world => new($"/projects/{(await world.AddEnvironment()).Project}/environments")),
        new("GetEnvironment", "GET", "/projects/{id}/environments/{environment_id}", 200,
            async world => Environment(await world.AddEnvironment())),
        new("ReplaceEnvironment", "PUT", "/projects/{id}/environments/{environment_id}", 200,
            async world => Environment(
                await world.AddEnvironment(),
                new() { ["name"] = "production", ["url"] = "https://example.com" }),
            "environment.updated"),
        new("UpdateEnvironment", "PATCH", "/projects/{id}/environments/{environment_id}", 200,
            async world => Environment(await world.AddEnvironment(), new() { ["status"] = "maintenance" }),
            "environment.updated"),
        new("DeleteEnvironment", "DELETE", "/projects/{id}/environments/{environment_id}", 204,
            async world => Environment(await world.AddEnvironment()), "environment.deleted"),
    ];

    private static Operation[] Releases() =>
    [
        new("CreateRelease", "POST", "/releases", 201,
            async world => new("/releases/", new() { ["project_id"] = await world.AddProject(), ["version"] = "v1.2.3" }),
            "release.created"),
        new("ListReleases", "GET", "/projects/{id}/releases", 200,
            async world => new($"/projects/{(await world.AddRelease()).Project}/releases")),
        new("GetRelease", "GET", "/projects/{id}/releases/{release_id}", 200, async world => Release(await world.AddRelease())),
        new("UpdateRelease", "PATCH", "/projects/{id}/releases/{release_id}", 200,
            async world => Release(await world.AddRelease(), new() { ["version"] = "2.0.0", ["status"] = "released" }),
            "release.updated"),
    ];

    /// <summary>A deployment that succeeds changes its environment too: two entities, two entries.</summary>
    private static Operation[] Deployments() =>
    [
        new("CreateDeployment", "POST", "/deployments", 201,
            async world => new("/deployments/", new()
            {
                ["project_id"] = (await world.AddEnvironment()).Project,
                ["environment"] = "production",
                ["version"] = "1.0.0",
                ["status"] = "succeeded",
            }),
            "deployment.created",
            "environment.updated"),
        new("ListDeployments", "GET", "/projects/{id}/deployments", 200,
            async world => new($"/projects/{(await world.AddDeployment()).Project}/deployments")),
        new("GetDeployment", "GET", "/projects/{id}/deployments/{deployment_id}", 200,
            async world => Deployment(await world.AddDeployment())),
        new("UpdateDeployment", "PATCH", "/projects/{id}/deployments/{deployment_id}", 200,
            async world => Deployment(await world.AddDeployment(), new() { ["status"] = "succeeded" }),
            "deployment.updated",
            "environment.updated"),
    ];

    /// <summary>A completed review dates its project anew: two entities, two entries.</summary>
    private static Operation[] Reviews() =>
    [
        new("ListDueReviews", "GET", "/reviews", 200, _ => At("/reviews/?status=due,overdue&expand=owner,team")),
        new("CreateReview", "POST", "/projects/{id}/reviews", 201,
            async world => new($"/projects/{await world.AddProject()}/reviews", World.Review()),
            "review.completed",
            "project.updated"),
        new("ListReviews", "GET", "/projects/{id}/reviews", 200,
            async world => new($"/projects/{(await world.AddReview()).Project}/reviews?expand=owner")),
        new("GetReview", "GET", "/projects/{id}/reviews/{review_id}", 200, async world =>
        {
            var (project, review) = await world.AddReview();
            return new($"/projects/{project}/reviews/{review}");
        }),
    ];

    /// <summary>The only reads that are audited are those of the organisation's whole trail.</summary>
    private static Operation[] Audit() =>
    [
        new("ListAuditLogs", "GET", "/audit-logs", 200, _ => At("/audit-logs/?action=project.created&expand=user"), "audit.read"),
        new("VerifyAuditLogs", "GET", "/audit-logs/verify", 200, _ => At("/audit-logs/verify"), "audit.verified"),
        new("ListProjectAuditLogs", "GET", "/projects/{id}/audit-logs", 200,
            async world => new($"/projects/{await world.AddProject()}/audit-logs")),
    ];

    private static Operation[] Approvals() =>
    [
        new("ListApprovals", "GET", "/approvals", 200, _ => At("/approvals/?to_decide=me&status=pending&sort=-id")),
        new("GetApproval", "GET", "/approvals/{id}", 200, async world => new($"/approvals/{(await world.AddApproval()).Approval}")),
        new("DecideApproval", "POST", "/approvals/{id}/decisions", 200,
            async world => new($"/approvals/{(await world.AddApproval()).Approval}/decisions", new() { ["decision"] = "approve" }),
            "approval.voted", "approval.approved", "project.updated"),
        new("CommentApproval", "POST", "/approvals/{id}/comments", 200,
            async world => new($"/approvals/{(await world.AddApproval()).Approval}/comments", new() { ["comment"] = "Why?" }),
            "approval.commented"),
        new("WithdrawApproval", "POST", "/approvals/{id}/withdraw", 200,
            async world => new($"/approvals/{(await world.AddApproval()).Approval}/withdraw", new() { ["comment"] = "Not now" }),
            "approval.withdrawn", "project.updated") { MayLackBody = true },
        new("OverrideApproval", "POST", "/approvals/{id}/override", 200,
            async world => new($"/approvals/{(await world.AddApproval()).Approval}/override", new()
            {
                ["reason"] = "Incident 4711 can't wait",
                ["expires_at"] = DateTimeOffset.UtcNow.AddDays(1),
            }),
            "approval.overridden", "project.updated"),
        new("ListProjectApprovals", "GET", "/projects/{id}/approvals", 200,
            async world => new($"/projects/{(await world.AddApproval()).Project}/approvals?status=pending")),
    ];

    private static Operation[] Policies() =>
    [
        new("CreateApprovalPolicy", "POST", "/approval-policies", 201,
            world => At("/approval-policies/", world.Policy()), "approval_policy.created"),
        new("ListApprovalPolicies", "GET", "/approval-policies", 200, _ => At("/approval-policies/?is_active=true&sort=-name")),
        new("GetApprovalPolicy", "GET", "/approval-policies/{id}", 200,
            async world => new($"/approval-policies/{await world.AddPolicy()}")),
        new("ReplaceApprovalPolicy", "PUT", "/approval-policies/{id}", 200,
            async world => new($"/approval-policies/{await world.AddPolicy()}", world.Policy()), "approval_policy.updated"),
        new("UpdateApprovalPolicy", "PATCH", "/approval-policies/{id}", 200,
            async world => new($"/approval-policies/{await world.AddPolicy()}", new() { ["is_parallel"] = true }),
            "approval_policy.updated"),
        new("DeleteApprovalPolicy", "DELETE", "/approval-policies/{id}", 204,
            async world => new($"/approval-policies/{await world.AddPolicy()}"), "approval_policy.deleted"),
    ];

    private static Operation[] Delegations() =>
    [
        new("CreateDelegation", "POST", "/delegations", 201,
            async world => new("/delegations/", await world.Delegation()), "delegation.created"),
        new("ListDelegations", "GET", "/delegations", 200, _ => At("/delegations/?at=2026-06-01T00:00:00Z&sort=-ends_at")),
        new("GetDelegation", "GET", "/delegations/{id}", 200, async world => new($"/delegations/{await world.AddDelegation()}")),
        new("EndDelegation", "DELETE", "/delegations/{id}", 204,
            async world => new($"/delegations/{await world.AddDelegation()}"), "delegation.ended"),
    ];

    private static Task<ValidCall> At(string path, JsonObject? body = null) => Task.FromResult(new ValidCall(path, body));

    private static ValidCall Token((long User, long Token) of) => new($"/users/{of.User}/tokens/{of.Token}");

    private static ValidCall TeamChannel((long Team, long Channel) of, JsonObject? body = null) =>
        new($"/teams/{of.Team}/channels/{of.Channel}", body);

    private static ValidCall Environment((long Project, long Environment) of, JsonObject? body = null) =>
        new($"/projects/{of.Project}/environments/{of.Environment}", body);

    private static ValidCall Release((long Project, long Release) of, JsonObject? body = null) =>
        new($"/projects/{of.Project}/releases/{of.Release}", body);

    private static ValidCall Deployment((long Project, long Deployment) of, JsonObject? body = null) =>
        new($"/projects/{of.Project}/deployments/{of.Deployment}", body);
}
