using System.Text.Json.Nodes;

namespace Enterprise.Api.Tests.Endpoints;

/// <summary>Every endpoint of the API. A test checks that none is missing; others run for each.</summary>
internal static class Catalogue
{
    internal static IReadOnlyList<Operation> All { get; } =
    [
        .. Projects(), .. Users(), .. Tokens(), .. Teams(), .. Channels(), .. Deliveries(), .. Environments(),
        .. Releases(), .. Deployments(),
        .. Approvals(), .. Reviews(), .. Audit(), .. Policies(), .. Delegations(),
        new("GetLiveness", "GET", "/health/live", 200, _ => At("/health/live")),
        new("GetReadiness", "GET", "/health/ready", 200, _ => At("/health/ready")),
    ];

    /// <summary>The endpoints for browsers and for Slack, which the description leaves out.</summary>
    internal static IReadOnlyList<string> Undocumented { get; } =
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
        new("CreateProject", "POST", "/projects", 201, data => At("/projects/", data.Project()), "project.created"),
        new(
            "ListProjects",
            "GET",
            "/projects",
            200,
            _ => At("/projects/?sort=-priority,name&limit=5&status=active,paused")),
        new("GetProject", "GET", "/projects/{id}", 200, async data => new($"/projects/{await data.AddProject()}")),
        new("ReplaceProject", "PUT", "/projects/{id}", 200,
            async data => new($"/projects/{await data.AddProject()}", data.Project()), "project.updated"),
        new("UpdateProject", "PATCH", "/projects/{id}", 200,
            async data => new($"/projects/{await data.AddProject()}", new() { ["priority"] = "critical" }),
            "project.updated"),
        new("ArchiveProject", "DELETE", "/projects/{id}", 204,
            async data => new($"/projects/{await data.AddProject()}"), "project.updated"),
    ];

    private static Operation[] Users() =>
    [
        new("CreateUser", "POST", "/users", 201, data => At("/users/", data.User()), "user.created"),
        new("ListUsers", "GET", "/users", 200, _ => At("/users/?role=admin&is_active=true")),
        new("GetUser", "GET", "/users/{id}", 200, async data => new($"/users/{await data.AddUser()}")),
        new("ReplaceUser", "PUT", "/users/{id}", 200,
            async data => new($"/users/{await data.AddUser()}", data.User()), "user.updated"),
        new("UpdateUser", "PATCH", "/users/{id}", 200,
            async data => new($"/users/{await data.AddUser()}", new() { ["department"] = "IT" }), "user.updated"),
        new(
            "DeactivateUser",
            "DELETE",
            "/users/{id}",
            204,
            async data => new($"/users/{await data.AddUser()}"),
            "user.updated"),
        new("ListTeamsOfUser", "GET", "/users/{id}/teams", 200,
            async data => new($"/users/{(await data.AddMember()).User}/teams?expand=manager")),
        new("GetMe", "GET", "/me", 200, _ => At("/me")),
    ];

    private static Operation[] Tokens() =>
    [
        new("CreateToken", "POST", "/users/{id}/tokens", 201,
            async data => new($"/users/{await data.AddUser()}/tokens", new() { ["name"] = "test" }), "token.created"),
        new(
            "ListTokens",
            "GET",
            "/users/{id}/tokens",
            200,
            async data => new($"/users/{(await data.AddToken()).User}/tokens")),
        new("GetToken", "GET", "/users/{id}/tokens/{token_id}", 200, async data => Token(await data.AddToken())),
        new(
            "RevokeToken",
            "DELETE",
            "/users/{id}/tokens/{token_id}",
            204,
            async data => Token(await data.AddToken()),
            "token.deleted"),
    ];

    private static Operation[] Teams() =>
    [
        new("CreateTeam", "POST", "/teams", 201, data => At("/teams/", data.Team()), "team.created"),
        new("ListTeams", "GET", "/teams", 200, _ => At("/teams/?sort=-name&expand=manager")),
        new("GetTeam", "GET", "/teams/{id}", 200, async data => new($"/teams/{await data.AddTeam()}")),
        new("ReplaceTeam", "PUT", "/teams/{id}", 200,
            async data => new($"/teams/{await data.AddTeam()}", data.Team()), "team.updated"),
        new("UpdateTeam", "PATCH", "/teams/{id}", 200,
            async data => new($"/teams/{await data.AddTeam()}", new() { ["department"] = "IT" }), "team.updated"),
        new("DeleteTeam", "DELETE", "/teams/{id}", 204,
            async data => new($"/teams/{(await data.AddMember()).Team}"), "team.deleted", "team_member.deleted"),
        new("ListTeamMembers", "GET", "/teams/{id}/members", 200,
            async data => new($"/teams/{(await data.AddMember()).Team}/members?expand=user")),
        new("AddTeamMember", "POST", "/team-members", 201,
            async data =>
                new("/team-members/", new() { ["team_id"] = await data.AddTeam(), ["user_id"] = await data.AddUser() }),
            "team_member.created"),
        new("RemoveTeamMember", "DELETE", "/teams/{id}/members/{user_id}", 204, async data =>
        {
            var (team, user) = await data.AddMember();
            return new($"/teams/{team}/members/{user}");
        }, "team_member.deleted"),
    ];

    private static Operation[] Channels() =>
    [
        new(
            "CreateMyChannel",
            "POST",
            "/me/notifications",
            201,
            _ => At("/me/notifications/", TestData.Channel()),
            "channel.created"),
        new("ListMyChannels", "GET", "/me/notifications", 200, _ => At("/me/notifications/?kind=slack")),
        new("GetMyChannel", "GET", "/me/notifications/{channel_id}", 200,
            async data => new($"/me/notifications/{await data.AddOwnChannel()}")),
        new("ReplaceMyChannel", "PUT", "/me/notifications/{channel_id}", 200,
            async data => new($"/me/notifications/{await data.AddOwnChannel()}", new() { ["kind"] = "slack" }),
            "channel.updated"),
        new("UpdateMyChannel", "PATCH", "/me/notifications/{channel_id}", 200,
            async data => new($"/me/notifications/{await data.AddOwnChannel()}", new() { ["muted"] = true }),
            "channel.updated"),
        new("DeleteMyChannel", "DELETE", "/me/notifications/{channel_id}", 204,
            async data => new($"/me/notifications/{await data.AddOwnChannel()}"), "channel.deleted"),
        new("CreateTeamChannel", "POST", "/teams/{id}/channels", 201,
            async data => new($"/teams/{await data.AddTeam()}/channels", TestData.Channel()), "channel.created"),
        new("ListTeamChannels", "GET", "/teams/{id}/channels", 200,
            async data => new($"/teams/{(await data.AddTeamChannel()).Team}/channels")),
        new("GetTeamChannel", "GET", "/teams/{id}/channels/{channel_id}", 200,
            async data => TeamChannel(await data.AddTeamChannel())),
        new("ReplaceTeamChannel", "PUT", "/teams/{id}/channels/{channel_id}", 200,
            async data => TeamChannel(await data.AddTeamChannel(), new() { ["kind"] = "slack", ["muted"] = true }),
            "channel.updated"),
        new("UpdateTeamChannel", "PATCH", "/teams/{id}/channels/{channel_id}", 200,
            async data => TeamChannel(await data.AddTeamChannel(), new() { ["url"] = "https://example.com/new" }),
            "channel.updated"),
        new("DeleteTeamChannel", "DELETE", "/teams/{id}/channels/{channel_id}", 204,
            async data => TeamChannel(await data.AddTeamChannel()), "channel.deleted"),
    ];

    private static Operation[] Deliveries() =>
    [
        new("ListDeliveries", "GET", "/deliveries", 200, _ => At("/deliveries/?status=dead&kind=slack")),
        new(
            "GetDelivery",
            "GET",
            "/deliveries/{id}",
            200,
            async data => new($"/deliveries/{await data.AddDelivery()}")),
        new("ReplayDelivery", "POST", "/deliveries/{id}/replay", 200,
            async data => new($"/deliveries/{await data.AddDelivery()}/replay"), "delivery.replayed")
        {
            TakesBody = false,
        },
        new("ListDeadLetters", "GET", "/dead-letters", 200, _ => At("/dead-letters/?consumer=audit-trail")),
        new("ReplayDeadLetter", "POST", "/dead-letters/{consumer}/{change_id}/replay", 204,
            async data => new($"/dead-letters/audit-trail/{await data.AddDeadLetter()}/replay"),
            "dead_letter.replayed",
            "project.updated")
        {
            TakesBody = false,
        },
    ];

    private static Operation[] Environments() =>
    [
        new("CreateEnvironment", "POST", "/environments", 201,
            async data =>
                new("/environments/", new() { ["project_id"] = await data.AddProject(), ["name"] = "staging" }),
            "environment.created"),
        new("ListEnvironments", "GET", "/projects/{id}/environments", 200,
            async data => new($"/projects/{(await data.AddEnvironment()).Project}/environments")),
        new("GetEnvironment", "GET", "/projects/{id}/environments/{environment_id}", 200,
            async data => Environment(await data.AddEnvironment())),
        new("ReplaceEnvironment", "PUT", "/projects/{id}/environments/{environment_id}", 200,
            async data => Environment(
                await data.AddEnvironment(),
                new() { ["name"] = "production", ["url"] = "https://example.com" }),
            "environment.updated"),
        new("UpdateEnvironment", "PATCH", "/projects/{id}/environments/{environment_id}", 200,
            async data => Environment(await data.AddEnvironment(), new() { ["status"] = "maintenance" }),
            "environment.updated"),
        new("DeleteEnvironment", "DELETE", "/projects/{id}/environments/{environment_id}", 204,
            async data => Environment(await data.AddEnvironment()), "environment.deleted"),
    ];

    private static Operation[] Releases() =>
    [
        new("CreateRelease", "POST", "/releases", 201,
            async data => new("/releases/", new() { ["project_id"] = await data.AddProject(), ["version"] = "v1.2.3" }),
            "release.created"),
        new("ListReleases", "GET", "/projects/{id}/releases", 200,
            async data => new($"/projects/{(await data.AddRelease()).Project}/releases")),
        new(
            "GetRelease",
            "GET",
            "/projects/{id}/releases/{release_id}",
            200,
            async data => Release(await data.AddRelease())),
        new("UpdateRelease", "PATCH", "/projects/{id}/releases/{release_id}", 200,
            async data => Release(await data.AddRelease(), new() { ["version"] = "2.0.0", ["status"] = "released" }),
            "release.updated"),
    ];

    /// <summary>A deployment that succeeds changes its environment too: two entities, two entries.</summary>
    private static Operation[] Deployments() =>
    [
        new("CreateDeployment", "POST", "/deployments", 201,
            async data => new("/deployments/", new()
            {
                ["project_id"] = (await data.AddEnvironment()).Project,
                ["environment"] = "production",
                ["version"] = "1.0.0",
                ["status"] = "succeeded",
            }),
            "deployment.created",
            "environment.updated"),
        new("ListDeployments", "GET", "/projects/{id}/deployments", 200,
            async data => new($"/projects/{(await data.AddDeployment()).Project}/deployments")),
        new("GetDeployment", "GET", "/projects/{id}/deployments/{deployment_id}", 200,
            async data => Deployment(await data.AddDeployment())),
        new("UpdateDeployment", "PATCH", "/projects/{id}/deployments/{deployment_id}", 200,
            async data => Deployment(await data.AddDeployment(), new() { ["status"] = "succeeded" }),
            "deployment.updated",
            "environment.updated"),
    ];

    /// <summary>A completed review sets its project's next due date: two entities, two entries.</summary>
    private static Operation[] Reviews() =>
    [
        new("ListDueReviews", "GET", "/reviews", 200, _ => At("/reviews/?status=due,overdue&expand=owner,team")),
        new("CreateReview", "POST", "/projects/{id}/reviews", 201,
            async data => new($"/projects/{await data.AddProject()}/reviews", TestData.Review()),
            "review.completed",
            "project.updated"),
        new("ListReviews", "GET", "/projects/{id}/reviews", 200,
            async data => new($"/projects/{(await data.AddReview()).Project}/reviews?expand=owner")),
        new("GetReview", "GET", "/projects/{id}/reviews/{review_id}", 200, async data =>
        {
            var (project, review) = await data.AddReview();
            return new($"/projects/{project}/reviews/{review}");
        }),
    ];

    /// <summary>Only reads of the organisation's whole trail are audited.</summary>
    private static Operation[] Audit() =>
    [
        new(
            "ListAuditLogs",
            "GET",
            "/audit-logs",
            200,
            _ => At("/audit-logs/?action=project.created&expand=user"),
            "audit.read"),
        new("VerifyAuditLogs", "GET", "/audit-logs/verify", 200, _ => At("/audit-logs/verify"), "audit.verified"),
        new("ListProjectAuditLogs", "GET", "/projects/{id}/audit-logs", 200,
            async data => new($"/projects/{await data.AddProject()}/audit-logs")),
    ];

    private static Operation[] Approvals() =>
    [
        new("ListApprovals", "GET", "/approvals", 200, _ => At("/approvals/?to_decide=me&status=pending&sort=-id")),
        new(
            "GetApproval",
            "GET",
            "/approvals/{id}",
            200,
            async data => new($"/approvals/{(await data.AddApproval()).Approval}")),
        new("DecideApproval", "POST", "/approvals/{id}/decisions", 200,
            async data =>
                new($"/approvals/{(await data.AddApproval()).Approval}/decisions", new() { ["decision"] = "approve" }),
            "approval.voted", "approval.approved", "project.updated"),
        new("CommentApproval", "POST", "/approvals/{id}/comments", 200,
            async data =>
                new($"/approvals/{(await data.AddApproval()).Approval}/comments", new() { ["comment"] = "Why?" }),
            "approval.commented"),
        new("WithdrawApproval", "POST", "/approvals/{id}/withdraw", 200,
            async data =>
                new($"/approvals/{(await data.AddApproval()).Approval}/withdraw", new() { ["comment"] = "Not now" }),
            "approval.withdrawn", "project.updated") { MayLackBody = true },
        new("OverrideApproval", "POST", "/approvals/{id}/override", 200,
            async data => new($"/approvals/{(await data.AddApproval()).Approval}/override", new()
            {
                ["reason"] = "Incident 4711 can't wait",
                ["expires_at"] = DateTimeOffset.UtcNow.AddDays(1),
            }),
            "approval.overridden", "project.updated"),
        new("ListProjectApprovals", "GET", "/projects/{id}/approvals", 200,
            async data => new($"/projects/{(await data.AddApproval()).Project}/approvals?status=pending")),
    ];

    private static Operation[] Policies() =>
    [
        new("CreateApprovalPolicy", "POST", "/approval-policies", 201,
            data => At("/approval-policies/", data.Policy()), "approval_policy.created"),
        new(
            "ListApprovalPolicies",
            "GET",
            "/approval-policies",
            200,
            _ => At("/approval-policies/?is_active=true&sort=-name")),
        new("GetApprovalPolicy", "GET", "/approval-policies/{id}", 200,
            async data => new($"/approval-policies/{await data.AddPolicy()}")),
        new("ReplaceApprovalPolicy", "PUT", "/approval-policies/{id}", 200,
            async data => new($"/approval-policies/{await data.AddPolicy()}", data.Policy()),
            "approval_policy.updated"),
        new("UpdateApprovalPolicy", "PATCH", "/approval-policies/{id}", 200,
            async data => new($"/approval-policies/{await data.AddPolicy()}", new() { ["is_parallel"] = true }),
            "approval_policy.updated"),
        new("DeleteApprovalPolicy", "DELETE", "/approval-policies/{id}", 204,
            async data => new($"/approval-policies/{await data.AddPolicy()}"), "approval_policy.deleted"),
    ];

    private static Operation[] Delegations() =>
    [
        new("CreateDelegation", "POST", "/delegations", 201,
            async data => new("/delegations/", await data.Delegation()), "delegation.created"),
        new(
            "ListDelegations",
            "GET",
            "/delegations",
            200,
            _ => At("/delegations/?at=2026-06-01T00:00:00Z&sort=-ends_at")),
        new(
            "GetDelegation",
            "GET",
            "/delegations/{id}",
            200,
            async data => new($"/delegations/{await data.AddDelegation()}")),
        new("EndDelegation", "DELETE", "/delegations/{id}", 204,
            async data => new($"/delegations/{await data.AddDelegation()}"), "delegation.ended"),
    ];

    private static Task<ValidCall> At(string path, JsonObject? body = null) =>
        Task.FromResult(new ValidCall(path, body));

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
