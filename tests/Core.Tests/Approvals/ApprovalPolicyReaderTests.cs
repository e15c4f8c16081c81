using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApprovalPolicyReaderTests : IDisposable
{
    private static readonly HashSet<ChangeKind> _creation = [ChangeKind.ProjectCreation];
    private static readonly Project _required = new() { Name = "Portal", RequiresApproval = true };

    private readonly CoreFixture _core;
    private RecordingStore? _store;

    public ApprovalPolicyReaderTests() => _core = new CoreFixture(around: store => _store = new RecordingStore(store));

    private ApprovalPolicyService Service => _core.Service<ApprovalPolicyService>();

    [Fact]
    public async Task Matching_policies_contribute_their_stages_in_order_of_their_ids()
    {
        await Policy(
            "First",
            isParallel: true,
            PolicyFixture.Stage(PolicyFixture.Managers),
            PolicyFixture.Stage(PolicyFixture.Admins));
        await Policy("Of others", isParallel: false, PolicyFixture.Stage(PolicyFixture.Admins), "Finance");
        await Policy("Third", isParallel: true, PolicyFixture.Stage(PolicyFixture.Managers));

        var plan = await For(new Project { Name = "Portal" });

        Assert.Equal(["First", "Third"], plan!.Policies);
        Assert.Equal(["managers", "admins", "managers"], plan.Stages.Select(stage => stage.Groups[0].Name));
        Assert.All(plan.Stages, stage => Assert.Equal(StageState.Waiting, stage.Status));
        Assert.True(plan.IsParallel);

        var ofFinance = await For(new Project { Name = "Portal", Department = "Finance" });
        Assert.Equal(3, ofFinance!.Policies.Count);
        Assert.False(ofFinance.IsParallel);
    }

    [Fact]
    public async Task Stage_is_copied_from_the_policy_with_its_defaults_filled_in()
    {
        await _core.Policy(PolicyFixture.Fields(stages: new PolicyStage
        {
            Name = "Business",
            Groups = [PolicyFixture.Managers with { Quorum = 2 }],
            DeadlineHours = 48,
            ReminderHours = [24, 1],
            OnDeadline = DeadlineAction.Escalate,
            EscalateTo = PolicyFixture.Admins,
        }));

        var stage = Assert.Single((await For(_required))!.Stages);

        Assert.Equal(
            ("Business", 48, DeadlineAction.Escalate, 48),
            (stage.Name, stage.DeadlineHours, stage.OnDeadline, stage.EscalationHours));
        Assert.Equal((2, "admins"), (stage.Groups[0].Quorum, stage.EscalateTo!.Name));
        Assert.Equal([24, 1], stage.ReminderHours);
    }

    [Fact]
    public void Stage_approves_at_its_deadline_only_if_the_policy_allows_it()
    {
        var policy = new ApprovalPolicy(PolicyFixture.Fields(stages: new PolicyStage
        {
            Groups = [PolicyFixture.Managers],
            DeadlineHours = 1,
            OnDeadline = DeadlineAction.Approve,
        }));

        Assert.Equal(DeadlineAction.Expire, PolicySnapshot.Of([policy]).Stages[0].OnDeadline);
        Assert.Equal(
            DeadlineAction.Approve,
            PolicySnapshot.Of([policy with { AllowsApprovalByDeadline = true }]).Stages[0].OnDeadline);
    }

    [Fact]
    public async Task Built_in_policy_applies_if_no_policy_matches()
    {
        Assert.Equal([BuiltInPolicy.Name], (await For(_required))!.Policies);
        Assert.Null(await For(new Project { Name = "Portal" }));
        var policies = _core.Service<ApprovalPolicyReader>();
        Assert.Null(await policies.For(new HashSet<ChangeKind>(), null, _required, CoreFixture.Stop));
    }

    [Fact]
    public async Task Built_in_policy_asks_the_team_manager_if_there_is_one()
    {
        var manager = await _core.SignUp(Role.Manager);
        var managed = await _core.Team(manager);
        var unmanaged = await _core.Service<TeamService>().Create(
            CoreFixture.CallOf(Role.Admin), new TeamFields { Name = "Alone" }, key: null, CoreFixture.Stop);

        Assert.Equal(ApproverKind.TeamManager, await FirstKind(_required with { TeamId = managed.Value.Id }));
        Assert.Equal(ApproverKind.Role, await FirstKind(_required with { TeamId = unmanaged.Value.Id }));
        Assert.Equal(ApproverKind.Role, await FirstKind(_required));

        async Task<ApproverKind> FirstKind(Project project) => (await For(project))!.Stages[0].Groups[0].Kind;
    }

    [Fact]
    public async Task Policies_are_cached_for_five_seconds()
    {
        await For(new Project { Name = "Portal" });
        var before = _store!.Queries;

        for (var i = 0; i < 10; i++)
            await For(new Project { Name = "Portal" });
        Assert.Equal(before, _store.Queries);

        _core.Time.Advance(TimeSpan.FromSeconds(5));
        await For(new Project { Name = "Portal" });
        Assert.Equal(before + 1, _store.Queries);
    }

    [Fact]
    public async Task Policy_change_applies_at_once_in_its_process_and_within_five_seconds_in_others()
    {
        using var elsewhere = _core.AnotherProcess();
        var there = elsewhere.Service<ApprovalPolicyReader>();
        Assert.Null(await there.For(_creation, null, new Project { Name = "Portal" }, CoreFixture.Stop));
        Assert.Null(await For(new Project { Name = "Portal" }));

        var policy = await _core.Policy(PolicyFixture.Fields("Mine"));
        Assert.NotNull(await For(new Project { Name = "Portal" }));
        Assert.Null(await there.For(_creation, null, new Project { Name = "Portal" }, CoreFixture.Stop));
        _core.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await there.For(_creation, null, new Project { Name = "Portal" }, CoreFixture.Stop));

        var admin = CoreFixture.CallOf(Role.Admin);
        await Service.Update(
            admin, policy.Value.Id, CoreFixture.Patch("""{"name":"Yours"}"""), IfMatch.Any, CoreFixture.Stop);
        Assert.Equal(["Yours"], (await For(new Project { Name = "Portal" }))!.Policies);
        await Service.Delete(admin, policy.Value.Id, IfMatch.Any, CoreFixture.Stop);
        Assert.Null(await For(new Project { Name = "Portal" }));
    }

    [Fact]
    public async Task Policies_that_together_name_too_many_approvers_are_a_conflict()
    {
        for (var i = 0; i < 4; i++)
        {
            var ids = new List<long>();
            for (var user = 0; user < 20; user++)
                ids.Add((await _core.SignUp(Role.Manager)).Caller.UserId);
            await _core.Policy(PolicyFixture.Fields($"Policy {i}", PolicyFixture.Stage(PolicyFixture.Users([.. ids]))));
            if (i == 2)
                Assert.Equal(3, (await For(_required))!.Stages.Count);
        }

        var refusal = await AssertRefused.With(RefusalKind.Conflict, For(_required));

        Assert.Contains("Policy 3", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _core.Dispose();

    private async Task<ApprovalPlan?> For(Project after) =>
        await _core.Service<ApprovalPolicyReader>().For(_creation, null, after, CoreFixture.Stop);

    private async Task Policy(string name, bool isParallel, PolicyStage stage, string department) => await _core.Policy(
        PolicyFixture.Fields(name, stage) with
        {
            IsParallel = isParallel,
            Conditions = new() { Departments = [department] },
        });

    private async Task Policy(string name, bool isParallel, params PolicyStage[] stages) =>
        await _core.Policy(PolicyFixture.Fields(name, stages) with { IsParallel = isParallel });
}
