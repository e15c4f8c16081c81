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
    private readonly CoreFixture _core = new();
    private Call _requester = null!;
    private Call _approver = null!;
    private Call _admin = null!;

    private ApprovalService Approvals => _core.Service<ApprovalService>();

    private ProjectService Projects => _core.Service<ProjectService>();

    private ReleaseService Releases => _core.Service<ReleaseService>();

    public async ValueTask InitializeAsync()
    {
        _requester = await _core.SignUp(Role.Manager);
        _approver = await _core.SignUp(Role.Manager);
        _admin = await _core.SignUp(Role.Admin);
    }

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Project_is_created_with_its_approval_and_approved_with_the_last_vote()
    {
        var (project, approval) = await PendingProject();
        Assert.Equal((ApprovalStatus.Pending, ApprovalState.Pending), (project.ApprovalStatus, approval.Status));
        Assert.Equal((1, "role:manager"), (approval.Round, Assert.Single(await Tasks()).Value.Assignee));

        var changes = await _core.ChangesOf(() => Decide(_approver, approval.Id));

        Assert.Equal(
            ["approval.voted", "approval.approved", "project.updated"],
            changes.Select(change => change.Action));
        Assert.Equal("""{"approval_status":"approved"}""", CoreFixture.Text(changes[2].NewValues));
        Assert.Equal(ApprovalStatus.Approved, (await Read(project.Id)).ApprovalStatus);
        Assert.Empty(await Tasks());
    }

    [Fact]
    public async Task Release_and_deployment_of_a_pending_project_are_conflicts_naming_the_approval()
    {
        var (project, approval) = await PendingProject();
        await _core.Environment(_requester, project.Id);
        var released = new NewRelease { ProjectId = project.Id, Version = "1.0.0", Status = ReleaseStatus.Released };

        var refusal = await AssertRefused.With(
            RefusalKind.Conflict, Releases.Create(_requester, released, null, CoreFixture.Stop).AsTask());
        Assert.Equal($"The project waits for its approval: /approvals/{approval.Id}.", refusal.Message);
        await AssertRefused.With(RefusalKind.Conflict, Deploy(project.Id));

        var draft = await Releases.Create(
            _requester, released with { Status = ReleaseStatus.Draft }, null, CoreFixture.Stop);
        Assert.Equal(ReleaseStatus.Draft, draft.Applied!.Value.Status);
        await Decide(_approver, approval.Id);
        await Deploy(project.Id);
    }

    [Theory]
    [InlineData("reject")]
    [InlineData("withdraw")]
    [InlineData("expire")]
    public async Task Governed_change_of_a_project_that_was_not_approved_requests_approval_again(string ending)
    {
        var (project, approval) = await PendingProject();
        await (ending switch
        {
            "reject" => Decide(_approver, approval.Id, Decision.Reject),
            "withdraw" => Approvals.Withdraw(
                _requester, approval.Id, new NewWithdrawal(), IfMatch.Any, CoreFixture.Stop).AsTask(),
            _ => Expire(approval),
        });
        Assert.Equal(ApprovalStatus.Rejected, (await Read(project.Id)).ApprovalStatus);

        await Update(_requester, project.Id, """{"primary_language":"C#"}""");
        Assert.Equal(ApprovalStatus.Rejected, (await Read(project.Id)).ApprovalStatus);
        await Update(_requester, project.Id, """{"budget_allocated":5}""");

        var proposedAgain = await Read(project.Id);
        var next = await Pending(proposedAgain);
        Assert.Equal((ApprovalStatus.Pending, approval.Id), (proposedAgain.ApprovalStatus, next.Follows!.Value));
        await Decide(_approver, next.Id);
        Assert.Equal(ApprovalStatus.Approved, (await Read(project.Id)).ApprovalStatus);
    }

    [Fact]
    public async Task Update_of_a_pending_project_returns_its_approval_to_a_new_round()
    {
        var (project, approval) = await PendingProject(
            new ProjectFields { Name = "Portal", RequiresApproval = true, BudgetAllocated = 200_000 });
        await Decide(_approver, approval.Id);
        await _core.SignUp(Role.Manager);

        var changes = await _core.ChangesOf(
            () => Update(_requester, project.Id, """{"security_level":"confidential"}"""));

        Assert.Equal(
            ["project.updated", "approval.returned", "approval.assigned"],
            changes.Select(change => change.Action));
        var returned = await Get(approval.Id);
        Assert.Equal((2, 3), (returned.Round, returned.Stages[0].Groups.Count));
        Assert.Empty(returned.Stages[0].Votes);
        Assert.Empty(
            await _core.ChangesOf(
                async () => await Update(_requester, project.Id, """{"security_level":"confidential"}""")));
    }

    [Fact]
    public async Task Change_of_an_approved_project_waits_as_a_whole_and_is_applied_with_the_last_vote()
    {
        var project = await ApprovedProject();
        var outcome = await Update(
            _requester, project.Id, """{"budget_allocated":50000,"description":"bigger","primary_language":"C#"}""");

        var approval = outcome.Proposed!.Value;
        Assert.Equal(["budget_allocated", "description", "primary_language"], approval.ProposedChanges.Keys.Order());
        Assert.Equal([ChangeKind.BudgetRaised], approval.Changes);
        Assert.Equal(project.UpdatedAt, (await Read(project.Id)).UpdatedAt);

        // A field that is not part of the proposal may change meanwhile, and keeps that value.
        await Update(_requester, project.Id, """{"priority":"critical"}""");
        var changes = await _core.ChangesOf(() => Decide(_approver, approval.Id));

        var after = await Read(project.Id);
        Assert.Equal(
            (50_000m, "bigger", "C#", Priority.Critical),
            (after.BudgetAllocated!.Value, after.Description, after.PrimaryLanguage, after.Priority));
        Assert.Equal(
            ["approval.voted", "approval.approved", "project.updated"],
            changes.Select(change => change.Action));
        Assert.Equal($"/approvals/{approval.Id}", changes[2].Reason);
    }

    [Fact]
    public async Task Decision_on_fields_that_changed_meanwhile_is_a_conflict_and_starts_a_new_round()
    {
        var project = await ApprovedProject();
        var approval = (await Update(
            _requester, project.Id, """{"budget_allocated":50000,"description":"bigger"}""")).Proposed!.Value;
        await Update(_requester, project.Id, """{"description":"other"}""");

        var refusal = await AssertRefused.With(RefusalKind.Conflict, Decide(_approver, approval.Id));
        Assert.Contains("description", refusal.Message, StringComparison.Ordinal);

        var returned = await Get(approval.Id);
        Assert.Equal((2, ApprovalState.Pending), (returned.Round, returned.Status));
        Assert.Equal("\"other\"", returned.ProposedChanges["description"].Old!.Value.GetRawText());
        await Decide(_approver, approval.Id);
        Assert.Equal("bigger", (await Read(project.Id)).Description);
    }

    [Fact]
    public async Task Approved_change_that_is_no_longer_possible_is_rejected_with_the_reason()
    {
        var newOwner = await _core.SignUp(Role.Manager);
        var project = await ApprovedProject();
        var approval = (await Update(
            _requester, project.Id, $$"""{"owner_id":{{newOwner.Caller.UserId}}}""")).Proposed!.Value;
        await _core.Service<UserService>().Deactivate(_admin, newOwner.Caller.UserId, IfMatch.Any, CoreFixture.Stop);

        await Decide(_approver, approval.Id);

        var refused = await Get(approval.Id);
        Assert.Equal((ApprovalState.Rejected, null), (refused.Status, refused.DecidedBy));
        Assert.Contains("owner_id", refused.Outcome, StringComparison.Ordinal);
        Assert.Equal(_requester.Caller.UserId, (await Read(project.Id)).OwnerId);
    }

    [Fact]
    public async Task Field_waits_in_one_change_only_and_a_project_has_at_most_20_pending_approvals()
    {
        var project = await ApprovedProject();
        var first = (await Update(_requester, project.Id, """{"budget_allocated":50000}""")).Proposed!.Value;

        var refusal = await AssertRefused.With(
            RefusalKind.Conflict, "budget_allocated", Update(_requester, project.Id, """{"budget_allocated":60000}"""));
        Assert.Contains($"/approvals/{first.Id}", refusal.Message, StringComparison.Ordinal);

        for (var i = 1; i < ApprovalRegister.MostPending; i++)
            Assert.NotNull(
                (await Releases.Create(_requester, Release(project.Id, $"1.{i}.0"), null, CoreFixture.Stop)).Proposed);
        await AssertRefused.With(
            RefusalKind.Conflict,
            Releases.Create(_requester, Release(project.Id, "2.0.0"), null, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Release_stays_a_draft_until_the_last_vote_publishes_it()
    {
        var project = await ApprovedProject();
        var approval = (await Releases.Create(
            _requester, Release(project.Id, "1.0.0"), null, CoreFixture.Stop)).Proposed!.Value;
        var id = approval.ReleaseId!.Value;
        Assert.Equal(
            ReleaseStatus.Draft,
            (await Releases.Get(_requester, project.Id, id, CoreFixture.Stop)).Value.Status);
        await AssertRefused.With(RefusalKind.Conflict, "status", Patch("""{"status":"released"}"""));

        var edited = await _core.ChangesOf(() => Patch("""{"description":"changed"}"""));
        Assert.Equal(
            ["release.updated", "approval.returned", "approval.assigned"],
            edited.Select(change => change.Action));
        var changes = await _core.ChangesOf(() => Decide(_approver, approval.Id));

        Assert.Equal(
            ["approval.voted", "approval.approved", "release.updated"],
            changes.Select(change => change.Action));
        var release = (await Releases.Get(_requester, project.Id, id, CoreFixture.Stop)).Value;
        Assert.Equal((ReleaseStatus.Released, _requester.Caller.UserId), (release.Status, release.ReleasedBy!.Value));

        Task Patch(string body) =>
            Releases.Update(
                _requester, project.Id, id, CoreFixture.Patch(body), IfMatch.Any, CoreFixture.Stop).AsTask();
    }

    [Fact]
    public async Task Override_approves_and_its_expiry_requests_approval_again()
    {
        var (project, approval) = await PendingProject();
        var input = new NewOverride
        {
            Reason = "Incident 4711 can't wait",
            ExpiresAt = _core.Time.GetUtcNow().AddDays(3),
        };
        await AssertRefused.With(
            RefusalKind.Forbidden,
            Approvals.Override(_approver, approval.Id, input, IfMatch.Any, CoreFixture.Stop).AsTask());
        await Approvals.Override(_admin, approval.Id, input, IfMatch.Any, CoreFixture.Stop);
        Assert.Equal(ApprovalStatus.Approved, (await Read(project.Id)).ApprovalStatus);

        _core.Time.Advance(TimeSpan.FromDays(4));
        var changes = await _core.ChangesOf(() => Advance(approval));
        Assert.Empty(await _core.ChangesOf(() => Advance(approval)));

        Assert.Equal(
            ["approval.assigned", "approval.created", "approval.lapsed", "project.updated"],
            changes.Select(change => change.Action).Order());
        Assert.All(changes, change => Assert.Null(change.UserId));
        var next = await Pending(await Read(project.Id));
        Assert.Equal((approval.Id, _requester.Caller.UserId), (next.Follows!.Value, next.RequestedBy));
    }

    [Fact]
    public async Task Developers_agents_and_the_requester_may_not_decide()
    {
        var (project, approval) = await PendingProject(
            new ProjectFields { Name = "Portal", RequiresApproval = true, Visibility = Visibility.Public });
        var developer = await _core.SignUp(Role.Developer);
        var agent = new Call(_approver.Caller with { IsAgent = true }, _approver.Origin);

        await AssertRefused.With(RefusalKind.Forbidden, Decide(developer, approval.Id));
        await AssertRefused.With(RefusalKind.Forbidden, Decide(agent, approval.Id));
        var denied = await _core.ChangesOf(
            () => AssertRefused.With(RefusalKind.Forbidden, Decide(_requester, approval.Id)));
        Assert.Equal("access.denied", Assert.Single(denied).Action);
        await Approvals.Comment(
            agent, approval.Id, new NewComment { Comment = "Looks fine" }, IfMatch.Any, CoreFixture.Stop);
        Assert.Equal(ApprovalStatus.Pending, (await Read(project.Id)).ApprovalStatus);
    }

    [Fact]
    public async Task Approver_reads_the_assigned_approval_and_a_stranger_gets_not_found()
    {
        var (_, approval) = await PendingProject();

        Assert.Equal(approval.Id, (await Approvals.Get(_approver, approval.Id, CoreFixture.Stop)).Value.Id);
        var stranger = await _core.SignUp(Role.Developer);
        await AssertRefused.With(RefusalKind.NotFound, Approvals.Get(stranger, approval.Id, CoreFixture.Stop).AsTask());
        Assert.Empty((await List(stranger)).Items);
        Assert.Single((await List(_approver)).Items);
        await AssertRefused.With(RefusalKind.NotFound, Approvals.Get(_admin, 999, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task List_of_approvals_to_decide_excludes_own_requests_and_own_votes()
    {
        var fields = new ProjectFields { Name = "Portal", RequiresApproval = true, BudgetAllocated = 200_000 };
        var (_, approval) = await PendingProject(fields);

        Assert.Equal(approval.Id, Assert.Single((await List(_approver, ("to_decide", "me"))).Items).Value.Id);
        Assert.Empty((await List(_requester, ("to_decide", "me"))).Items);
        Assert.Single((await List(_requester, ("requested_by", "me"))).Items);
        Assert.Empty((await List(_approver, ("requested_by", "me"))).Items);
        await Decide(_approver, approval.Id);
        Assert.Empty((await List(_approver, ("to_decide", "me"))).Items);
        Assert.Single((await List(_admin, ("to_decide", "me"), ("status", "pending"))).Items);
    }

    [Fact]
    public async Task Rejection_after_the_deadline_is_a_conflict_naming_the_expiry()
    {
        var (_, approval) = await PendingProject();
        _core.Time.Advance(TimeSpan.FromDays(20));

        var refusal = await AssertRefused.With(RefusalKind.Conflict, Decide(_approver, approval.Id, Decision.Reject));

        Assert.Contains("expired", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(ApprovalState.Expired, (await Get(approval.Id)).Status);
    }

    [Fact]
    public async Task Approval_is_stuck_when_its_approvers_are_deactivated_and_recovers_with_a_new_one()
    {
        var fields = new ProjectFields { Name = "Portal", RequiresApproval = true };
        var approval = await Pending((await _core.Project(_admin, fields)).Value);
        var users = _core.Service<UserService>();
        var watch = _core.Service<ApproverChangeConsumer>();
        await users.Deactivate(_admin, _approver.Caller.UserId, IfMatch.Any, CoreFixture.Stop);
        var left = await _core.ChangesOf(
            () => users.Deactivate(_admin, _requester.Caller.UserId, IfMatch.Any, CoreFixture.Stop).AsTask());

        var stuck = await _core.ChangesOf(() => watch.Handle(left, CoreFixture.Stop).AsTask());
        Assert.Equal("approval.stuck", Assert.Single(stuck).Action);
        Assert.True((await Get(approval.Id)).IsStuck);
        Assert.Empty(await _core.ChangesOf(() => watch.Handle(left, CoreFixture.Stop).AsTask()));

        await _core.SignUp(Role.Manager);
        Assert.Equal("approval.updated", Assert.Single(await _core.ChangesOf(() => Advance(approval))).Action);
        Assert.False((await Get(approval.Id)).IsStuck);
    }

    [Fact]
    public async Task Creating_a_project_without_approval_takes_two_commits()
    {
        var store = default(RecordingStore);
        using var core = new CoreFixture(around: inner => store = new RecordingStore(inner));
        var call = await core.SignUp(Role.Manager);
        await core.Project(call);
        var before = store!.Commits.Count;

        await core.Project(call);

        // One commit for the id, one for the project with its change.
        Assert.Equal(2, store.Commits.Count - before);
    }

    private static NewRelease Release(long project, string version) =>
        new() { ProjectId = project, Version = version, Status = ReleaseStatus.Released };

    private async Task<(Project Project, Approval Approval)> PendingProject(ProjectFields? fields = null)
    {
        var project = await _core.Project(
            _requester, fields ?? new ProjectFields { Name = "Portal", RequiresApproval = true });
        return (project.Value, await Pending(project.Value));
    }

    private async Task<Project> ApprovedProject()
    {
        var (project, approval) = await PendingProject(
            new ProjectFields { Name = "Portal", RequiresApproval = true, BudgetAllocated = 1000 });
        await Decide(_approver, approval.Id);
        return await Read(project.Id);
    }

    private async Task<Approval> Pending(Project project) =>
        await Get((await _core.Service<ProjectApprovals>().PendingCreation(project, CoreFixture.Stop))!.Value);

    private async Task<Approval> Get(long id) => (await Approvals.Get(_admin, id, CoreFixture.Stop)).Value;

    private async Task<Project> Read(long id) =>
        (await _core.Service<ProjectReader>().Get(_requester, id, CoreFixture.Stop)).Value;

    private Task Decide(Call call, long id, Decision decision = Decision.Approve) =>
        Approvals.Decide(
            call,
            id,
            new NewDecision { Decision = decision, Comment = "So be it" },
            IfMatch.Any,
            CoreFixture.Stop).AsTask();

    private Task<ChangeOutcome<Project>> Update(Call call, long id, string patch) =>
        Projects.Update(call, id, CoreFixture.Patch(patch), IfMatch.Any, CoreFixture.Stop).AsTask();

    private Task Advance(Approval approval) =>
        Approvals.Advance(approval.ProjectId, approval.Id, CoreFixture.Stop).AsTask();

    private Task Expire(Approval approval)
    {
        _core.Time.Advance(TimeSpan.FromDays(15));
        return Advance(approval);
    }

    private Task Deploy(long project) => _core.Service<DeploymentService>().Create(
        _requester,
        new NewDeployment { ProjectId = project, Environment = EnvironmentName.Production, Version = "1" },
        null,
        CoreFixture.Stop).AsTask();

    private async Task<IReadOnlyList<Document<ApprovalTask>>> Tasks() =>
        (await _core.Store.Query(new DocumentQuery<ApprovalTask>(ApprovalDocuments.Tasks), CoreFixture.Stop)).Items;

    private async Task<ListPage<Approval>> List(Call call, params (string Name, string Value)[] filters)
    {
        var where = ListRequest.Filter(
            ApprovalList.Definition,
            filters.Select(filter => KeyValuePair.Create(filter.Name, (IReadOnlyList<string>)[filter.Value])));
        return await Approvals.List(
            call, new ListRequest(where, ApprovalList.Definition.DefaultSort, 50, After: null), CoreFixture.Stop);
    }
}
