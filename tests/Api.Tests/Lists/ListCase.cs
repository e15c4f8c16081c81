using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Deployments;
using Enterprise.Core.Environments;
using Enterprise.Core.Identity;
using Enterprise.Core.Listing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Tests.Lists;

/// <summary>A list of the API: where it is, and what it can be asked.</summary>
internal sealed record ListCase(string Operation, string Path, ListDefinition Definition)
{
    /// <summary>Every list, on what <see cref="ListHost"/> has.</summary>
    internal static IReadOnlyList<ListCase> All { get; } =
    [
        new("ListProjects", "/projects/", ProjectList.Definition),
        new("ListUsers", "/users/", UserList.Definition),
        new("ListTeamsOfUser", "/users/2/teams", TeamList.Definition),
        new("ListTokens", "/users/2/tokens", ApiTokenService.List),
        new("ListTeams", "/teams/", TeamList.Definition),
        new("ListTeamMembers", "/teams/1/members", TeamList.Members),
        new("ListMyChannels", "/me/notifications/", ChannelDocuments.List),
        new("ListTeamChannels", "/teams/1/channels", ChannelDocuments.List),
        new("ListDeadLetters", "/dead-letters/", DeadLetterDocuments.List),
        new("ListDeliveries", "/deliveries/", DeliveryDocuments.List),
        new("ListEnvironments", "/projects/1/environments", EnvironmentDocuments.List),
        new("ListReleases", "/projects/1/releases", ReleaseDocuments.List),
        new("ListDeployments", "/projects/1/deployments", DeploymentDocuments.List),
        new("ListApprovals", "/approvals/", ApprovalList.Definition),
        new("ListProjectApprovals", "/projects/6/approvals", ApprovalList.OfProject),
        new("ListApprovalPolicies", "/approval-policies/", ApprovalPolicyDocuments.List),
        new("ListDelegations", "/delegations/", DelegationList.Definition),
        new("ListDueReviews", "/reviews/", DueReviews.List),
        new("ListReviews", "/projects/1/reviews", ReviewDocuments.List),
        new("ListAuditLogs", "/audit-logs/", AuditDocuments.List),
        new("ListProjectAuditLogs", "/projects/1/audit-logs", AuditDocuments.List),
    ];

    internal static ListCase Named(string operation) => All.Single(list => list.Operation == operation);
}

/// <summary>A host in which every list has several items.</summary>
public sealed class ListHost : TestHost
{
    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        for (var i = 0; i < 6; i++)
        {
            await Admin.Create(
                "/users/",
                new { email = $"member{i}@company.com", name = $"Member {i % 3}", department = $"D{i % 2}" });
            await Admin.Create("/teams/", new { name = $"Team {i}", manager_id = 2, department = $"D{i % 2}" });
            await Admin.Create("/users/2/tokens", new { name = $"token {i}" });
            await Admin.Create("/projects/", Project(i));
            await Admin.Create("/me/notifications/", TestData.Channel());
            await new TestData(this).AddDelivery();
            await new TestData(this).AddDeadLetter();
        }

        for (var i = 0; i < 6; i++)
        {
            var role = i == 0 ? "lead" : "member";
            (await Admin.Post("/team-members/", new { team_id = 1, user_id = i + 2, role })).Expect(201);
            await Admin.Create("/teams/1/channels", TestData.Channel());
            await Admin.Create(
                "/releases/",
                new { project_id = 1, version = $"1.{(i * 7) % 11}.0", status = i < 3 ? "draft" : "released" });
        }

        // Project 3 waits for approval already; of project 6 six releases do, by a policy.
        await Admin.Create("/approval-policies/", ReleasePolicy);
        for (var i = 0; i < 6; i++)
            (await Admin.Post("/releases/", new { project_id = 6, version = $"2.{i}.0", status = "released" }))
                .Expect(202);

        foreach (var name in new[] { "staging", "production", "development" })
            await Admin.Create("/environments/", new { project_id = 1, name });
        foreach (var status in new[] { "pending", "in_progress", "succeeded", "failed", "cancelled" })
            await Admin.Create(
                "/deployments/",
                new { project_id = 1, environment = "staging", version = "1", status, unplanned = status == "failed" });
        for (var i = 0; i < 6; i++)
        {
            await Admin.Create("/approval-policies/", Policy(i));
            var from = await Admin.Create(
                "/users/",
                new { email = $"approver{i}@company.com", name = "Approver", role = "manager" });
            await Admin.Create(
                "/delegations/",
                new { from_user_id = from, to_user_id = 1, ends_at = DateTimeOffset.UtcNow.AddDays(i + 1) });
        }

        var expected = (await Admin.Get("/reviews/?limit=1")).Expect(200).Items[0]["checklist"]!.AsArray();
        var answers = expected.Select(item => new { item = item!.GetValue<string>(), is_met = true }).ToList();
        foreach (var outcome in new[] { "confirmed", "changes_needed", "changes_needed", "changes_needed" })
            await Admin.Create("/projects/1/reviews", new { outcome, checklist = answers, confirms_ownership = true });
        await Trail();
    }

    private static object ReleasePolicy => new
    {
        name = "Releases",
        changes = new[] { "production_release" },
        stages = new[] { new { groups = new[] { new { kind = "role", role = "manager" } } } },
    };

    private static object Policy(int i) => new
    {
        name = $"Policy {(char)('F' - i)}",
        is_active = i % 2 == 0,
        changes = new[] { "archiving" },
        conditions = new { departments = new[] { "Nobody's" } },
        stages = new[] { new { groups = new[] { new { kind = "role", role = "admin" } } } },
    };

    private static object Project(int i) => new
    {
        name = $"Project {(char)('F' - i)}",
        priority = new[] { "low", "medium", "high", "critical", "medium", "high" }[i],
        security_level = new[] { "public", "internal", "confidential", "restricted", "internal", "public" }[i],
        status = i == 5 ? "paused" : "active",
        department = $"D{i % 2}",
        business_unit = $"B{i % 3}",
        cost_center = "C, D",
        primary_language = "C#",
        data_classification = i % 2 == 0 ? "PII" : null,
        compliance_requirements = i % 2 == 0 ? new[] { "GDPR", "SOX" } : [],
        budget_allocated = i == 0 ? (decimal?)null : 1000.5m * i,
        end_date = i == 1 ? null : $"2027-01-0{i + 1}",
        review_due_date = $"2026-02-0{i + 1}",
        requires_approval = i == 2,
        visibility = "public",
    };
}
