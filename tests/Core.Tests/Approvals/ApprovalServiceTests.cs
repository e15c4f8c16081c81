using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Deployments;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Releases;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApprovalServiceTests : IAsyncLifetime
{
    private readonly Registry _registry = new();
    private Call _requester = null!;
    private Call _approver = null!;
    private Call _admin = null!;

    private ApprovalService Approvals => _registry.Service<ApprovalService>();

    private ProjectService Projects => _registry.Service<ProjectService>();

    private ReleaseService Releases => _registry.Service<ReleaseService>();

    public async ValueTask InitializeAsync()
    {
        _requester = await _registry.SignUp(Role.Manager);
        _approver = await _registry.SignUp(Role.Manager);
        _admin = await _registry.SignUp(Role.Admin);
    }

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_project_and_its_approval_are_created_at_once_and_approved_at_once()
    {
        var (project, approval) = await Waiting();
        Assert.Equal((ApprovalStatus.Pending, ApprovalState.Pending), (project.ApprovalStatus, approval.Status));
        Assert.Equal((1, "role:manager"), (approval.Round, Assert.Single(await Tasks()).Value.Assignee));

        var changes = await _registry.ChangesOf(() => Decide(_approver, approval.Id));

        Assert.Equal(["approval.voted", "approval.approved", "project.updated"], changes.Select(change => change.Action));
        Assert.Equal("""{"approval_status":"approved"}""", Registry.Text(changes[2].NewValues));
        Assert.Equal(ApprovalStatus.Approved, (await Read(project.Id)).ApprovalStatus);
        Assert.Empty(await Tasks());
    }

    [Fact]
    public async Task A_project_that_waits_neither_releases_nor_deploys_and_says_why()
    {
        var (project, approval) = await Waiting();
        await _registry.Environment(_requester, project.Id);
        var released = new NewRelease { ProjectId = project.Id, Version = "1.0.0", Status = ReleaseStatus.Released };

        var refusal = await Refused.With(RefusalKind.Conflict, Releases.Create(_requester, released, null, Registry.Stop).AsTask());
        Assert.Equal($"The project waits for its approval: /approvals/{approval.Id}.", refusal.Message);
        await Refused.With(RefusalKind.Conflict, Deploy(project.Id));

        var draft = await Releases.Create(_requester, released with { Status = ReleaseStatus.Draft }, null, Registry.Stop);
        Assert.Equal(ReleaseStatus.Draft, draft.Applied!.Value.Status);
        await Decide(_approver, approval.Id);
        await Deploy(project.Id);
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("withdraw")]
    [InlineData("expire")]
    public async Task A_project_that_was_not_approved_asks_anew_with_the_next_governed_change(string how)
    {
        var (project, approval) = await Waiting();
        await (how switch
        {
            "reject" => Decide(_approver, approval.Id, Decision.Reject),
            "withdraw" => Approvals.Withdraw(_requester, approval.Id, new NewWithdrawal(), IfMatch.Any, Registry.Stop).AsTask(),
            _ => Expire(approval),
        });
        Assert.Equal(ApprovalStatus.Rejected, (await Read(project.Id)).ApprovalStatus);

        await Update(_requester, project.Id, """{"primary_language":"C#"}""");
        Assert.Equal(ApprovalStatus.Rejected, (await Read(project.Id)).ApprovalStatus);
        await Update(_requester, project.Id, """{"budget_allocated":5}""");

        var anew = await Read(project.Id);
        var next = await Pending(anew);
        Assert.Equal((ApprovalStatus.Pending, approval.Id), (anew.ApprovalStatus, next.Follows!.Value));
        await Decide(_approver, next.Id);
        Assert.Equal(ApprovalStatus.Approved, (await Read(project.Id)).ApprovalStatus);
    }

    [Fact]
    public async Task A_change_of_a_proposal_sends_its_approval_back_in_the_same_commit()
    {
        var (project, approval) = await Waiting(new ProjectFields { Name = "Portal", RequiresApproval = true, BudgetAllocated = 200_000 });
        await Decide(_approver, approval.Id);
        await _registry.SignUp(Role.Manager);

        var changes = await _registry.ChangesOf(() => Update(_requester, project.Id, """{"security_level":"confidential"}"""));

        Assert.Equal(["project.updated", "approval.returned", "approval.assigned"], changes.Select(change => change.Action));
        var returned = await Get(approval.Id);
        Assert.Equal((2, 3), (returned.Round, returned.Stages[0].Groups.Count));
        Assert.Empty(returned.Stages[0].Votes);
        Assert.Empty(await _registry.ChangesOf(async () => await Update(_requester, project.Id, """{"security_level":"confidential"}""")));
    }

    [Fact]
    public async Task The_change_of_a_live_project_waits_whole_and_is_applied_with_the_last_vote()
    {
        var project = await Live();
        var outcome = await Update(_requester, project.Id, """{"budget_allocated":50000,"description":"bigger","primary_language":"C#"}""");

        var approval = outcome.Proposed!.Value;
        Assert.Equal(["budget_allocated", "description", "primary_language"], approval.ProposedChanges.Keys.Order());
        Assert.Equal([ChangeKind.BudgetRaised], approval.Changes);
        Assert.Equal(project.UpdatedAt, (await Read(project.Id)).UpdatedAt);

        // What nobody proposed may change meanwhile, and stays.
        await Update(_requester, project.Id, """{"priority":"critical"}""");
        var changes = await _registry.ChangesOf(() => Decide(_approver, approval.Id));

        var after = await Read(project.Id);
        Assert.Equal((50_000m, "bigger", "C#", Priority.Critical), (after.BudgetAllocated!.Value, after.Description, after.PrimaryLanguage, after.Priority));
        Assert.Equal(["approval.voted", "approval.approved", "project.updated"], changes.Select(change => change.Action));
        Assert.Equal($"/approvals/{approval.Id}", changes[2].Reason);
    }

    [Fact]
    public async Task A_change_whose_fields_changed_meanwhile_is_sent_back_for_a_fresh_decision()
    {
        var project = await Live();
        var approval = (await Update(_requester, project.Id, """{"budget_allocated":50000,"description":"bigger"}""")).Proposed!.Value;
        await Update(_requester, project.Id, """{"description":"other"}""");

        var refusal = await Refused.With(RefusalKind.Conflict, Decide(_approver, approval.Id));
        Assert.Contains("description", refusal.Message, StringComparison.Ordinal);

        var returned = await Get(approval.Id);
        Assert.Equal((2, ApprovalState.Pending), (returned.Round, returned.Status));
        Assert.Equal("\"other\"", returned.ProposedChanges["description"].Old!.Value.GetRawText());
        await Decide(_approver, approval.Id);
        Assert.Equal("bigger", (await Read(project.Id)).Description);
    }

    [Fact]
    public async Task What_can_not_be_done_any_more_is_refused_with_the_reason()
    {
        var heir = await _registry.SignUp(Role.Manager);
        var project = await Live();
        var approval = (await Update(_requester, project.Id, $$"""{"owner_id":{{heir.Caller.UserId}}}""")).Proposed!.Value;
        await _registry.Service<UserService>().Deactivate(_admin, heir.Caller.UserId, IfMatch.Any, Registry.Stop);

        await Decide(_approver, approval.Id);

        var refused = await Get(approval.Id);
        Assert.Equal((ApprovalState.Rejected, null), (refused.Status, refused.DecidedBy));
        Assert.Contains("owner_id", refused.Outcome, StringComparison.Ordinal);
        Assert.Equal(_requester.Caller.UserId, (await Read(project.Id)).OwnerId);
    }

    [Fact]
    public async Task A_field_waits_in_one_change_only_and_a_project_in_twenty()
    {
        var project = await Live();
        var first = (await Update(_requester, project.Id, """{"budget_allocated":50000}""")).Proposed!.Value;

        var refusal = await Refused.With(
            RefusalKind.Conflict, "budget_allocated", Update(_requester, project.Id, """{"budget_allocated":60000}"""));
        Assert.Contains($"/approvals/{first.Id}", refusal.Message, StringComparison.Ordinal);

        for (var i = 1; i < ApprovalRegister.MostPending; i++)
            Assert.NotNull((await Releases.Create(_requester, Release(project.Id, $"1.{i}.0"), null, Registry.Stop)).Proposed);
        await Refused.With(RefusalKind.Conflict, Releases.Create(_requester, Release(project.Id, "2.0.0"), null, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task A_release_stays_a_draft_until_it_is_approved_and_is_published_with_the_last_vote()
    {
        var project = await Live();
        var approval = (await Releases.Create(_requester, Release(project.Id, "1.0.0"), null, Registry.Stop)).Proposed!.Value;
        var id = approval.ReleaseId!.Value;
        Assert.Equal(ReleaseStatus.Draft, (await Releases.Get(_requester, project.Id, id, Registry.Stop)).Value.Status);
        await Refused.With(RefusalKind.Conflict, "status", Patch("""{"status":"released"}"""));

        var edited = await _registry.ChangesOf(() => Patch("""{"description":"changed"}"""));
        Assert.Equal(["release.updated", "approval.returned", "approval.assigned"], edited.Select(change => change.Action));
        var changes = await _registry.ChangesOf(() => Decide(_approver, approval.Id));

        Assert.Equal(["approval.voted", "approval.approved", "release.updated"], changes.Select(change => change.Action));
        var release = (await Releases.Get(_requester, project.Id, id, Registry.Stop)).Value;
        Assert.Equal((ReleaseStatus.Released, _requester.Caller.UserId), (release.Status, release.ReleasedBy!.Value));

        Task Patch(string body) => Releases.Update(_requester, project.Id, id, Registry.Patch(body), IfMatch.Any, Registry.Stop).AsTask();
    }

    [Fact]
    public async Task An_override_approves_and_its_end_asks_anew_in_one_commit()
    {
        var (project, approval) = await Waiting();
        var input = new NewOverride { Reason = "Incident 4711 can't wait", ExpiresAt = _registry.Time.GetUtcNow().AddDays(3) };
        await Refused.With(RefusalKind.Forbidden, Approvals.Override(_approver, approval.Id, input, IfMatch.Any, Registry.Stop).AsTask());
        await Approvals.Override(_admin, approval.Id, input, IfMatch.Any, Registry.Stop);
        Assert.Equal(ApprovalStatus.Approved, (await Read(project.Id)).ApprovalStatus);

        _registry.Time.Advance(TimeSpan.FromDays(4));
        var changes = await _registry.ChangesOf(() => Advance(approval));
        Assert.Empty(await _registry.ChangesOf(() => Advance(approval)));

        Assert.Equal(
            ["approval.assigned", "approval.created", "approval.lapsed", "project.updated"],
            changes.Select(change => change.Action).Order());
        Assert.All(changes, change => Assert.Null(change.UserId));
        var next = await Pending(await Read(project.Id));
        Assert.Equal((approval.Id, _requester.Caller.UserId), (next.Follows!.Value, next.RequestedBy));
    }

    [Fact]
    public async Task Only_those_whom_the_rules_name_decide()
    {
        var (project, approval) = await Waiting(new ProjectFields { Name = "Portal", RequiresApproval = true, Visibility = Visibility.Public });
        var developer = await _registry.SignUp(Role.Developer);
        var agent = new Call(_approver.Caller with { IsAgent = true }, _approver.Origin);

        await Refused.With(RefusalKind.Forbidden, Decide(developer, approval.Id));
        await Refused.With(RefusalKind.Forbidden, Decide(agent, approval.Id));
        var denied = await _registry.ChangesOf(() => Refused.With(RefusalKind.Forbidden, Decide(_requester, approval.Id)));
        Assert.Equal("access.denied", Assert.Single(denied).Action);
        await Approvals.Comment(agent, approval.Id, new NewComment { Comment = "Looks fine" }, IfMatch.Any, Registry.Stop);
        Assert.Equal(ApprovalStatus.Pending, (await Read(project.Id)).ApprovalStatus);
    }

    [Fact]
    public async Task An_approver_reads_what_they_are_asked_for_and_others_what_they_see()
    {
        var (_, approval) = await Waiting();

        Assert.Equal(approval.Id, (await Approvals.Get(_approver, approval.Id, Registry.Stop)).Value.Id);
        var stranger = await _registry.SignUp(Role.Developer);
        await Refused.With(RefusalKind.NotFound, Approvals.Get(stranger, approval.Id, Registry.Stop).AsTask());
        Assert.Empty((await List(stranger)).Items);
        Assert.Single((await List(_approver)).Items);
        await Refused.With(RefusalKind.NotFound, Approvals.Get(_admin, 999, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task What_waits_for_somebody_is_listed_and_what_they_asked_for_or_voted_on_is_not()
    {
        var fields = new ProjectFields { Name = "Portal", RequiresApproval = true, BudgetAllocated = 200_000 };
        var (_, approval) = await Waiting(fields);

        Assert.Equal(approval.Id, Assert.Single((await List(_approver, ("to_decide", "me"))).Items).Value.Id);
        Assert.Empty((await List(_requester, ("to_decide", "me"))).Items);
        Assert.Single((await List(_requester, ("requested_by", "me"))).Items);
        Assert.Empty((await List(_approver, ("requested_by", "me"))).Items);
        await Decide(_approver, approval.Id);
        Assert.Empty((await List(_approver, ("to_decide", "me"))).Items);
        Assert.Single((await List(_admin, ("to_decide", "me"), ("status", "pending"))).Items);
    }

    [Fact]
    public async Task A_rejection_after_the_deadline_is_told_what_happened()
    {
        var (_, approval) = await Waiting();
        _registry.Time.Advance(TimeSpan.FromDays(20));

        var refusal = await Refused.With(RefusalKind.Conflict, Decide(_approver, approval.Id, Decision.Reject));

        Assert.Contains("expired", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Expired, (await Get(approval.Id)).Status);
    }

    [Fact]
    public async Task Approvers_who_leave_are_noticed_by_the_watch_and_so_is_one_who_comes()
    {
        var fields = new ProjectFields { Name = "Portal", RequiresApproval = true };
        var approval = await Pending((await _registry.Project(_admin, fields)).Value);
        var users = _registry.Service<UserService>();
        var watch = _registry.Service<ApproverWatch>();
        await users.Deactivate(_admin, _approver.Caller.UserId, IfMatch.Any, Registry.Stop);
        var left = await _registry.ChangesOf(() => users.Deactivate(_admin, _requester.Caller.UserId, IfMatch.Any, Registry.Stop).AsTask());

        var stuck = await _registry.ChangesOf(() => watch.Handle(left, Registry.Stop).AsTask());
        Assert.Equal("approval.stuck", Assert.Single(stuck).Action);
        Assert.True((await Get(approval.Id)).IsStuck);
        Assert.Empty(await _registry.ChangesOf(() => watch.Handle(left, Registry.Stop).AsTask()));

        await _registry.SignUp(Role.Manager);
        Assert.Equal("approval.updated", Assert.Single(await _registry.ChangesOf(() => Advance(approval))).Action);
        Assert.False((await Get(approval.Id)).IsStuck);
    }

    [Fact]
    public async Task A_project_without_approval_costs_no_more_than_it_did()
    {
        var store = default(Counting);
        using var registry = new Registry(around: inner => store = new Counting(inner));
        var call = await registry.SignUp(Role.Manager);
        await registry.Project(call);
        var before = store!.Commits.Count;

        await registry.Project(call);

        // The id, and the project with its change.
        Assert.Equal(2, store.Commits.Count - before);
    }

    private static NewRelease Release(long project, string version) =>
        new() { ProjectId = project, Version = version, Status = ReleaseStatus.Released };

    private async Task<(Project Project, Approval Approval)> Waiting(ProjectFields? fields = null)
    {
        var project = await _registry.Project(_requester, fields ?? new ProjectFields { Name = "Portal", RequiresApproval = true });
        return (project.Value, await Pending(project.Value));
    }

    private async Task<Project> Live()
    {
        var (project, approval) = await Waiting(new ProjectFields { Name = "Portal", RequiresApproval = true, BudgetAllocated = 1000 });
        await Decide(_approver, approval.Id);
        return await Read(project.Id);
    }

    private async Task<Approval> Pending(Project project) => await Get((await Approvals.PendingCreation(project, Registry.Stop))!.Value);

    private async Task<Approval> Get(long id) => (await Approvals.Get(_admin, id, Registry.Stop)).Value;

    private async Task<Project> Read(long id) => (await Projects.Get(_requester, id, Registry.Stop)).Value;

    private Task Decide(Call call, long id, Decision decision = Decision.Approve) =>
        Approvals.Decide(call, id, new NewDecision { Decision = decision, Comment = "So be it" }, IfMatch.Any, Registry.Stop).AsTask();

    private Task<ChangeOutcome<Project>> Update(Call call, long id, string patch) =>
        Projects.Update(call, id, Registry.Patch(patch), IfMatch.Any, Registry.Stop).AsTask();

    private Task Advance(Approval approval) => Approvals.Advance(approval.ProjectId, approval.Id, Registry.Stop).AsTask();

    private Task Expire(Approval approval)
    {
        _registry.Time.Advance(TimeSpan.FromDays(15));
        return Advance(approval);
    }

    private Task Deploy(long project) => _registry.Service<DeploymentService>().Create(
        _requester,
        new NewDeployment { ProjectId = project, Environment = EnvironmentName.Production, Version = "1" },
        null,
        Registry.Stop).AsTask();

    private async Task<IReadOnlyList<Document<ApprovalTask>>> Tasks() =>
        (await _registry.Store.Query(new DocumentQuery<ApprovalTask>(ApprovalDocuments.Tasks), Registry.Stop)).Items;

    private async Task<ListPage<Approval>> List(Call call, params (string Name, string Value)[] filters)
    {
        var where = ListRequest.Filter(
            ApprovalList.Definition,
            filters.Select(filter => KeyValuePair.Create(filter.Name, (IReadOnlyList<string>)[filter.Value])));
        return await Approvals.List(call, new ListRequest(where, ApprovalList.Definition.DefaultSort, 50, After: null), Registry.Stop);
    }
}
