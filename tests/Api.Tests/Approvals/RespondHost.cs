using Enterprise.Api.Tests.Hosting;
using Enterprise.Core.Approvals.Links;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Api.Tests.Approvals;

/// <summary>A host with pending approvals and a clock that tests advance.</summary>
public class RespondHost : TestHost
{
    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    internal ApprovalLinkService Links => Services.GetRequiredService<ApprovalLinkService>();

    /// <inheritdoc/>
    protected override void Add(IServiceCollection services) => services.AddSingleton<TimeProvider>(Time);

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Admin.Create("/approval-policies/", new
        {
            name = "two managers",
            changes = new[] { "budget_raised", "owner_changed" },
            stages = new[]
            {
                new
                {
                    groups = new[] { new { name = "managers", kind = "role", role = "manager", quorum = 2 } },
                    deadline_hours = 72,
                },
            },
        });
    }

    /// <summary>A pending approval that requires two approvers.</summary>
    internal async Task<Approval> RequestApproval()
    {
        var owner = await Admin.Create(
            "/users/",
            new { email = $"owner{Unique("")}@company.com".Replace(' ', '.'), name = "Olga Owner" });
        var project = await Admin.Create("/projects/", new
        {
            name = Unique("Customer Portal"),
            visibility = "public",
            owner_id = 1,
            budget_allocated = 500_000,
            frameworks = new[] { "React", "Node.js" },
        });
        var change = await Admin.Patch($"/projects/{project}", new
        {
            budget_allocated = 750_000,
            owner_id = owner,
            description = "<script>alert(1)</script>",
            frameworks = Array.Empty<string>(),
        });
        var id = change.Expect(202).Id;
        return (await Store.Get(ApprovalDocuments.Type, ApprovalDocuments.Key(project, id), Stop))!.Value;
    }

    internal async Task<Approval> Read(Approval approval) =>
        (await Store.Get(ApprovalDocuments.Type, ApprovalDocuments.Key(approval.ProjectId, approval.Id), Stop))!.Value;

    internal async Task SendBack(Approval approval)
    {
        var key = ApprovalDocuments.Key(approval.ProjectId, approval.Id);
        var current = (await Store.Get(ApprovalDocuments.Type, key, Stop))!;
        var commit = new Commit(Container.Projects, key.Partition)
            .Replace(
                ApprovalDocuments.Type,
                key.Id,
                current.Value with { Round = current.Value.Round + 1 },
                current.Version);
        Assert.True((await Store.Commit(commit, Stop)).Succeeded);
    }

    internal string Link(Approval approval, ApiClient of) => Links.Make(ApprovalLinkPurpose.Personal, approval, of.Id);
}
