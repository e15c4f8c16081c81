using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApprovalPoliciesTests : IDisposable
{
    private static readonly HashSet<ChangeKind> _creation = [ChangeKind.ProjectCreation];
    private static readonly Project _required = new() { Name = "Portal", RequiresApproval = true };

    private readonly Registry _registry;
    private Counting? _counting;

    public ApprovalPoliciesTests() => _registry = new Registry(around: store => _counting = new Counting(store));

    private ApprovalPolicyService Service => _registry.Service<ApprovalPolicyService>();

    [Fact]
    public async Task Every_matching_policy_contributes_its_stages_in_the_order_of_the_ids()
    {
        await Policy("First", isParallel: true, PolicyFixture.Stage(PolicyFixture.Managers), PolicyFixture.Stage(PolicyFixture.Admins));
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
    public async Task A_stage_is_kept_as_the_policy_has_it_with_its_defaults_filled_in()
    {
        await _registry.Policy(PolicyFixture.Fields(stages: new PolicyStage
        {
            Name = "Business",
            Groups = [PolicyFixture.Managers with { Quorum = 2 }],
            DeadlineHours = 48,
            ReminderHours = [24, 1],
            OnDeadline = DeadlineAction.Escalate,
            EscalateTo = PolicyFixture.Admins,
        }));

        var stage = Assert.Single((await For(_required))!.Stages);

        Assert.Equal(("Business", 48, DeadlineAction.Escalate, 48), (stage.Name, stage.DeadlineHours, stage.OnDeadline, stage.EscalationHours));
        Assert.Equal((2, "admins"), (stage.Groups[0].Quorum, stage.EscalateTo!.Name));
        Assert.Equal([24, 1], stage.ReminderHours);
    }

    [Fact]
    public void A_stage_approves_by_its_deadline_only_where_the_policy_allows_it()
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
    public async Task Where_no_policy_matches_the_built_in_one_is_asked()
    {
        Assert.Equal([BuiltInPolicy.Name], (await For(_required))!.Policies);
        Assert.Null(await For(new Project { Name = "Portal" }));
        Assert.Null(await _registry.Service<ApprovalPolicies>().For(new HashSet<ChangeKind>(), null, _required, Registry.Stop));
    }

    [Fact]
    public async Task The_built_in_policy_asks_the_teams_manager_where_there_is_one()
    {
        var manager = await _registry.SignUp(Role.Manager);
        var managed = await _registry.Team(manager);
        var unmanaged = await _registry.Service<TeamService>().Create(
            Registry.CallOf(Role.Admin), new TeamFields { Name = "Alone" }, key: null, Registry.Stop);

        Assert.Equal(ApproverKind.TeamManager, await FirstKind(_required with { TeamId = managed.Value.Id }));
        Assert.Equal(ApproverKind.Role, await FirstKind(_required with { TeamId = unmanaged.Value.Id }));
        Assert.Equal(ApproverKind.Role, await FirstKind(_required));

        async Task<ApproverKind> FirstKind(Project project) => (await For(project))!.Stages[0].Groups[0].Kind;
    }

    [Fact]
    public async Task Policies_are_read_once_in_five_seconds()
    {
        await For(new Project { Name = "Portal" });
        var before = _counting!.Queries;

        for (var i = 0; i < 10; i++)
            await For(new Project { Name = "Portal" });
        Assert.Equal(before, _counting.Queries);

        _registry.Time.Advance(TimeSpan.FromSeconds(5));
        await For(new Project { Name = "Portal" });
        Assert.Equal(before + 1, _counting.Queries);
    }

    [Fact]
    public async Task A_change_of_a_policy_is_known_at_once_here_and_within_five_seconds_elsewhere()
    {
        using var elsewhere = _registry.Again();
        var there = elsewhere.Service<ApprovalPolicies>();
        Assert.Null(await there.For(_creation, null, new Project { Name = "Portal" }, Registry.Stop));
        Assert.Null(await For(new Project { Name = "Portal" }));

        var policy = await _registry.Policy(PolicyFixture.Fields("Mine"));
        Assert.NotNull(await For(new Project { Name = "Portal" }));
        Assert.Null(await there.For(_creation, null, new Project { Name = "Portal" }, Registry.Stop));
        _registry.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.NotNull(await there.For(_creation, null, new Project { Name = "Portal" }, Registry.Stop));

        var admin = Registry.CallOf(Role.Admin);
        await Service.Update(admin, policy.Value.Id, Registry.Patch("""{"name":"Yours"}"""), IfMatch.Any, Registry.Stop);
        Assert.Equal(["Yours"], (await For(new Project { Name = "Portal" }))!.Policies);
        await Service.Delete(admin, policy.Value.Id, IfMatch.Any, Registry.Stop);
        Assert.Null(await For(new Project { Name = "Portal" }));
    }

    [Fact]
    public async Task Policies_that_together_name_too_many_let_nothing_through()
    {
        for (var i = 0; i < 4; i++)
        {
            var ids = new List<long>();
            for (var user = 0; user < 20; user++)
                ids.Add((await _registry.SignUp(Role.Manager)).Caller.UserId);
            await _registry.Policy(PolicyFixture.Fields($"Policy {i}", PolicyFixture.Stage(PolicyFixture.Users([.. ids]))));
            if (i == 2)
                Assert.Equal(3, (await For(_required))!.Stages.Count);
        }

        var refusal = await Refused.With(RefusalKind.Conflict, For(_required));

        Assert.Contains("Policy 3", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _registry.Dispose();

    private async Task<ApprovalPlan?> For(Project after) =>
        await _registry.Service<ApprovalPolicies>().For(_creation, null, after, Registry.Stop);

    private async Task Policy(string name, bool isParallel, PolicyStage stage, string department) => await _registry.Policy(
        PolicyFixture.Fields(name, stage) with { IsParallel = isParallel, Conditions = new() { Departments = [department] } });

    private async Task Policy(string name, bool isParallel, params PolicyStage[] stages) =>
        await _registry.Policy(PolicyFixture.Fields(name, stages) with { IsParallel = isParallel });
}
