using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Approvals;

/// <summary>Approvals through the API.</summary>
public sealed class ApprovalTests(TestHost host) : IClassFixture<TestHost>
{
    private ApiClient Admin => host.Admin;

    [Fact]
    public async Task Change_that_requires_approval_returns_202_with_the_approval_and_its_location()
    {
        var (manager, project) = await Live();
        var patch = new { budget_allocated = 5000, description = "more" };
        var created = (await manager.Patch($"/projects/{project}", patch)).Expect(202);

        Assert.Equal($"/approvals/{created.Id}", created.Header("Location"));
        var read = (await manager.Get(created.Header("Location")!)).Expect(200);
        Assert.Equal((created.ETag, created.Text), (read.ETag, read.Text));
        Assert.Equal("""{"old":null,"new":5000}""", read.Json["proposed_changes"]!["budget_allocated"]!.ToJsonString());

        (await Admin.With("If-Match", "\"0\"").Post($"/approvals/{created.Id}/decisions", new { decision = "approve" }))
            .ExpectProblem(412);
        (await Admin.With("If-Match", read.ETag)
            .Post($"/approvals/{created.Id}/decisions", new { decision = "approve" }))
            .Expect(200);
        Assert.Equal(5000, (await manager.Get($"/projects/{project}")).Json["budget_allocated"]!.GetValue<decimal>());
    }

    [Fact]
    public async Task Archiving_that_requires_approval_returns_202_and_applies_after_the_last_vote()
    {
        var (manager, project) = await Live();

        var waiting = (await manager.Delete($"/projects/{project}")).Expect(202);
        await Approve(waiting.Id);

        Assert.Equal("archived", (await manager.Get($"/projects/{project}")).Json["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Repeated_release_creation_returns_the_same_approval_while_pending()
    {
        var (manager, project) = await Live();
        var caller = manager.With("Idempotency-Key", host.Unique("key").Replace(' ', '-'));
        var body = new { project_id = project, version = "1.0.0", status = "released" };

        var first = (await caller.Post("/releases/", body)).Expect(202);
        Assert.Equal(first.Text, (await caller.Post("/releases/", body)).Expect(202).Text);
        await Approve(first.Id);
        Assert.Equal(
            "released",
            (await caller.Post("/releases/", body)).Expect(201).Json["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Decision_on_an_ended_approval_returns_409_with_its_outcome()
    {
        var data = new TestData(host);
        var (_, approval) = await data.AddApproval();
        (await Admin.Send("POST", $"/approvals/{approval}/withdraw")).Expect(200);

        var late = (await Admin.Post($"/approvals/{approval}/decisions", new { decision = "approve" }))
            .ExpectProblem(409);

        Assert.StartsWith(
            "The approval was withdrawn by user 1 at ",
            late.Json["detail"]!.GetValue<string>(),
            StringComparison.Ordinal);
        Assert.Equal("withdrawn", (await Admin.Get($"/approvals/{approval}")).Json["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Agent_can_request_and_comment_but_not_decide()
    {
        var data = new TestData(host);
        var manager = await host.Add("manager");
        var issued = (await Admin.Post($"/users/{manager.Id}/tokens", new { name = "agent", is_agent = true }))
            .Expect(201);
        var agent = manager with { Token = issued.Json["token"]!.GetValue<string>() };
        var (_, approval) = await data.AddApproval();

        var project = (await agent.Post("/projects/", data.Project())).Expect(201);
        Assert.Equal("pending", project.Json["approval_status"]!.GetValue<string>());
        foreach (var (path, body) in Acts())
            (await agent.Post($"/approvals/{approval}/{path}", body)).ExpectProblem(403);
        (await agent.Post($"/approvals/{approval}/comments", new { comment = "Looks fine" })).Expect(200);
        (await manager.Post($"/approvals/{approval}/decisions", new { decision = "approve" })).Expect(200);

        static IEnumerable<(string, JsonObject)> Acts() =>
        [
            ("decisions", new() { ["decision"] = "approve" }),
            ("withdraw", []),
            ("override", new() { ["reason"] = "It can't wait", ["expires_at"] = DateTimeOffset.UtcNow.AddDays(1) }),
        ];
    }

    [Fact]
    public async Task Override_requires_a_reason_and_an_expiry_within_bounds()
    {
        var (_, approval) = await new TestData(host).AddApproval();
        var path = $"/approvals/{approval}/override";
        var soon = DateTimeOffset.UtcNow.AddDays(1);

        (await Admin.Post(path, new { reason = "short", expires_at = soon })).ExpectProblem(422, "reason");
        (await Admin.Post(path, new { reason = "Long enough a reason", expires_at = soon.AddDays(30) }))
            .ExpectProblem(422, "expires_at");
        (await Admin.Post(path, new { reason = "Long enough a reason", expires_at = soon.AddDays(-2) }))
            .ExpectProblem(422, "expires_at");
        (await Admin.Post(path, new { reason = "Long enough a reason", expires_at = soon })).Expect(200);
    }

    [Fact]
    public async Task Delegate_decides_on_behalf_of_the_approver_and_both_are_recorded()
    {
        var (approver, deputy, stranger) = (
            await host.Add("manager"),
            await host.Add("manager"),
            await host.Add("manager"));
        var team = await Admin.Create("/teams/", new { name = host.Unique("Team"), manager_id = approver.Id });
        var fields = new TestData(host).Project();
        fields["requires_approval"] = true;
        fields["team_id"] = team;
        var approval = ApprovalOf((await (await host.Add("manager")).Post("/projects/", fields)).Expect(201));
        var path = $"/approvals/{approval}/decisions";
        (await deputy.Post(path, new { decision = "approve" })).ExpectProblem(404);

        var delegation = new { to_user_id = deputy.Id, ends_at = DateTimeOffset.UtcNow.AddDays(1) };
        (await approver.Post("/delegations/", delegation)).Expect(201);
        Assert.Contains(approval, (await deputy.Get("/approvals/?to_decide=me")).Expect(200).Ids);
        (await stranger.Post(path, new { decision = "approve" })).ExpectProblem(404);
        var decided = (await deputy.Post(path, new { decision = "approve" })).Expect(200);

        Assert.Equal("approved", decided.Json["status"]!.GetValue<string>());
        var vote = decided.Json["stages"]![0]!["votes"]![0]!;
        Assert.Equal(
            (deputy.Id, approver.Id),
            (vote["user_id"]!.GetValue<long>(), vote["on_behalf_of"]!.GetValue<long>()));
        var entry = (await host.Trail())
            .Single(entry => entry.Action == "approval.voted" && entry.EntityId == approval);
        Assert.Equal(deputy.Id, entry.UserId);
        Assert.Contains($"\"on_behalf_of\":{approver.Id}", $"{entry.NewValues}", StringComparison.Ordinal);
    }

    private static long ApprovalOf(Answer created) =>
        long.Parse(created.Header("Link")!.Split('/', '>')[2], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<(ApiClient Manager, long Project)> Live()
    {
        var manager = await host.Add("manager");
        var fields = new TestData(host).Project();
        fields["requires_approval"] = true;
        var project = (await manager.Post("/projects/", fields)).Expect(201);
        await Approve(ApprovalOf(project));
        return (manager, project.Id);
    }

    private async Task Approve(long approval) =>
        (await Admin.Post($"/approvals/{approval}/decisions", new { decision = "approve" })).Expect(200);
}
