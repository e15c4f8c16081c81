using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApprovalPolicyServiceTests : IDisposable
{
    private static readonly Call _admin = CoreFixture.CallOf(Role.Admin);

    private readonly CoreFixture _core = new();

    private ApprovalPolicyService Service => _core.Service<ApprovalPolicyService>();

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"changes":[]}""", "changes")]
    [InlineData("""{"changes":["archiving","archiving"]}""", "changes")]
    [InlineData("""{"budget_raised_percent":-0.1}""", "budget_raised_percent")]
    [InlineData("""{"budget_raised_percent":1000.1}""", "budget_raised_percent")]
    [InlineData("""{"conditions":{"departments":["a","a"]}}""", "conditions.departments")]
    [InlineData("""{"conditions":{"business_units":[""]}}""", "conditions.business_units")]
    [InlineData("""{"conditions":{"cost_centers":[null]}}""", "conditions.cost_centers")]
    [InlineData("""{"conditions":{"team_ids":[0]}}""", "conditions.team_ids[0]")]
    [InlineData("""{"conditions":{"team_ids":[5,5]}}""", "conditions.team_ids")]
    [InlineData("""{"conditions":{"team_ids":[9999]}}""", "conditions.team_ids[0]")]
    [InlineData("""{"conditions":{"visibilities":["public","public"]}}""", "conditions.visibilities")]
    [InlineData("""{"conditions":{"budget_at_least":-1}}""", "conditions.budget_at_least")]
    [InlineData("""{"conditions":{"budget_at_least":1.001}}""", "conditions.budget_at_least")]
    [InlineData("""{"conditions":{"unheard_of":1}}""", "conditions.unheard_of")]
    [InlineData("""{"stages":[]}""", "stages")]
    [InlineData("""{"stages":[null]}""", "stages")]
    [InlineData("""{"stages":[{"groups":[]}]}""", "stages[0].groups")]
    [InlineData("""{"stages":[{"groups":[null]}]}""", "stages[0].groups")]
    [InlineData("""{"stages":[{"groups":[{"kind":"role"}]}]}""", "stages[0].groups[0].role")]
    [InlineData("""{"stages":[{"groups":[{"kind":"role","role":"developer"}]}]}""", "stages[0].groups[0].role")]
    [InlineData("""{"stages":[{"groups":[{"kind":"team"}]}]}""", "stages[0].groups[0].team_id")]
    [InlineData("""{"stages":[{"groups":[{"kind":"team","team_id":9999}]}]}""", "stages[0].groups[0].team_id")]
    [InlineData("""{"stages":[{"groups":[{"kind":"team_manager","team_id":1}]}]}""", "stages[0].groups[0].team_id")]
    [InlineData("""{"stages":[{"groups":[{"kind":"team_manager","quorum":2}]}]}""", "stages[0].groups[0].quorum")]
    [InlineData("""{"stages":[{"groups":[{"kind":"users"}]}]}""", "stages[0].groups[0].user_ids")]
    [InlineData("""{"stages":[{"groups":[{"kind":"users","user_ids":[3,3]}]}]}""", "stages[0].groups[0].user_ids")]
    [InlineData("""{"stages":[{"groups":[{"kind":"users","user_ids":[9999]}]}]}""", "stages[0].groups[0].user_ids[0]")]
    [InlineData("""{"stages":[{"groups":[{"kind":"users","user_ids":[-1]}]}]}""", "stages[0].groups[0].user_ids[0]")]
    [InlineData(
        """{"stages":[{"groups":[{"kind":"role","role":"admin","user_ids":[1]}]}]}""",
        "stages[0].groups[0].user_ids")]
    [InlineData(
        """{"stages":[{"groups":[{"kind":"role","role":"admin","quorum":0}]}]}""",
        "stages[0].groups[0].quorum")]
    [InlineData(
        """{"stages":[{"groups":[{"kind":"role","role":"admin","quorum":21}]}]}""",
        "stages[0].groups[0].quorum")]
    [InlineData(
        """{"stages":[{"groups":[{"kind":"users","user_ids":[1],"quorum":2}]}]}""",
        "stages[0].groups[0].quorum")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":0}]}""", "stages[0].deadline_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":2161}]}""", "stages[0].deadline_hours")]
    [InlineData("""{"stages":[{"groups":[G],"reminder_hours":[1]}]}""", "stages[0].deadline_hours")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[12,24]}]}""",
        "stages[0].reminder_hours[1]")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[0]}]}""",
        "stages[0].reminder_hours[0]")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[2,2]}]}""",
        "stages[0].reminder_hours")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[1,2,3,4,5,6,7,8,9,10,11]}]}""",
        "stages[0].reminder_hours")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":24,"on_deadline":"escalate"}]}""",
        "stages[0].escalate_to")]
    [InlineData("""{"stages":[{"groups":[G],"on_deadline":"escalate","escalate_to":G}]}""", "stages[0].deadline_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"escalate_to":G}]}""", "stages[0].escalate_to")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":24,"escalation_hours":24}]}""",
        "stages[0].escalation_hours")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":24,"on_deadline":"escalate","escalate_to":"""
        + """G,"escalation_hours":2161}]}""",
        "stages[0].escalation_hours")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":9,"on_deadline":"escalate","escalate_to":"""
        + """{"kind":"users","user_ids":[9999]}}]}""",
        "stages[0].escalate_to.user_ids[0]")]
    [InlineData(
        """{"stages":[{"groups":[G],"deadline_hours":9,"on_deadline":"escalate","escalate_to":{"kind":"role"}}]}""",
        "stages[0].escalate_to.role")]
    [InlineData(
        """{"stages":[{"groups":[G]},{"groups":[G],"deadline_hours":24,"on_deadline":"approve"}]}""",
        "stages[1].on_deadline")]
    [InlineData(
        """{"allows_approval_by_deadline":true,"stages":[{"groups":[G],"on_deadline":"approve"}]}""",
        "stages[0].deadline_hours")]
    public async Task Invalid_value_is_refused_naming_the_field(string patch, string field)
    {
        var policy = await _core.Policy(PolicyFixture.Fields());
        var edit = CoreFixture.Patch(patch
            .Replace(":G", """:{"kind":"role","role":"admin"}""", StringComparison.Ordinal)
            .Replace("[G]", """[{"kind":"role","role":"admin"}]""", StringComparison.Ordinal));

        await AssertRefused.With(
            RefusalKind.Invalid,
            field,
            Service.Update(_admin, policy.Value.Id, edit, IfMatch.Any, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Counts_and_lengths_beyond_their_limit_are_refused_naming_the_field()
    {
        await AssertInvalid("name", fields => fields with { Name = new string('x', 101) });
        await AssertInvalid("description", fields => fields with { Description = new string('x', 5_001) });
        await AssertInvalid(
            "stages",
            fields => fields with { Stages = [.. Enumerable.Repeat(PolicyFixture.Stage(PolicyFixture.Managers), 11)] });
        await AssertInvalid(
            "stages[0].name",
            fields => fields with
            {
                Stages = [PolicyFixture.Stage(PolicyFixture.Managers) with { Name = new string('x', 101) }],
            });
        await AssertInvalid(
            "stages[0].groups",
            fields => fields with
            {
                Stages = [PolicyFixture.Stage([.. Enumerable.Repeat(PolicyFixture.Managers, 11)])],
            });
        await AssertInvalid(
            "stages[0].groups[0].name",
            fields => fields with
            {
                Stages = [PolicyFixture.Stage(PolicyFixture.Managers with { Name = new string('x', 101) })],
            });
        await AssertInvalid(
            "stages[0].groups[0].user_ids", fields => fields with { Stages = [PolicyFixture.Stage(Users(1, 21))] });
        await AssertInvalid(
            "stages",
            fields => fields with { Stages = [PolicyFixture.Stage(Users(1, 20), Users(21, 20), Users(41, 1))] });
        await AssertInvalid(
            "conditions.team_ids", fields => fields with { Conditions = new() { TeamIds = Users(1, 101).UserIds } });
        await AssertInvalid(
            "conditions.departments",
            fields => fields with { Conditions = new() { Departments = [.. Users(1, 101).UserIds.Select(Ids.Text)] } });
        await AssertInvalid(
            "conditions.departments",
            fields => fields with { Conditions = new() { Departments = [new string('x', 101)] } });

        static ApproverGroup Users(int first, int count) =>
            PolicyFixture.Users([.. Enumerable.Range(first, count).Select(id => (long)id)]);

        async Task AssertInvalid(string field, Func<ApprovalPolicyFields, ApprovalPolicyFields> change) =>
            await AssertRefused.With(RefusalKind.Invalid, field, _core.Policy(change(PolicyFixture.Fields())));
    }

    [Fact]
    public async Task Named_users_must_exist_be_active_and_be_approvers()
    {
        var manager = await Id(Role.Manager);
        var developer = await Id(Role.Developer);
        var deactivated = await Id(Role.Admin);
        await Deactivate(deactivated);

        var refusal = await AssertRefused.With(
            RefusalKind.Invalid,
            _core.Policy(PolicyFixture.Fields(stages:
            [
                PolicyFixture.Stage(PolicyFixture.Managers),
                PolicyFixture.Stage(PolicyFixture.Managers, PolicyFixture.Users(manager, developer, deactivated, 9999)),
            ])));

        Assert.Equal(
            ["stages[1].groups[1].user_ids[1]", "stages[1].groups[1].user_ids[2]", "stages[1].groups[1].user_ids[3]"],
            refusal.Errors.Select(error => error.Field));
    }

    [Fact]
    public async Task Policy_naming_a_deactivated_user_can_still_be_updated_but_not_created()
    {
        var (stays, leaves) = (await Id(Role.Manager), await Id(Role.Manager));
        var policy = await _core.Policy(
            PolicyFixture.Fields(stages: PolicyFixture.Stage(PolicyFixture.Users(stays, leaves))));
        await Deactivate(leaves);

        var updated = await Service.Update(
            _admin, policy.Value.Id, CoreFixture.Patch("""{"description":"kept"}"""), IfMatch.Any, CoreFixture.Stop);

        Assert.Equal([stays, leaves], updated.Value.Stages[0].Groups[0].UserIds);
        await AssertRefused.With(
            RefusalKind.Invalid,
            "stages[0].groups[0].user_ids[0]",
            _core.Policy(PolicyFixture.Fields("Another", PolicyFixture.Stage(PolicyFixture.Users(leaves)))));
    }

    [Fact]
    public async Task Name_is_unique_ignoring_case_until_its_policy_is_deleted()
    {
        var first = await _core.Policy(PolicyFixture.Fields("Finance"));
        await AssertRefused.With(RefusalKind.Conflict, "name", _core.Policy(PolicyFixture.Fields(" FINANCE ")));

        var second = await _core.Policy(PolicyFixture.Fields("Legal"));
        await AssertRefused.With(
            RefusalKind.Conflict,
            "name",
            Service.Update(
                _admin,
                second.Value.Id,
                CoreFixture.Patch("""{"name":"finance"}"""),
                IfMatch.Any,
                CoreFixture.Stop).AsTask());
        await Service.Delete(_admin, first.Value.Id, IfMatch.Any, CoreFixture.Stop);
        await _core.Policy(PolicyFixture.Fields("Finance"));
    }

    [Fact]
    public async Task Creating_more_than_200_policies_is_a_conflict()
    {
        for (var i = 0; i < ApprovalPolicyService.MostPolicies; i++)
            await _core.Policy(PolicyFixture.Fields($"Policy {i}"));

        var refusal = await AssertRefused.With(RefusalKind.Conflict, _core.Policy(PolicyFixture.Fields("One more")));

        Assert.Contains("200", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_admins_in_person_write_and_only_managers_and_admins_read()
    {
        var policy = await _core.Policy(PolicyFixture.Fields());
        var edit = CoreFixture.Patch("""{"is_active":false}""");
        foreach (var call in new[] { CoreFixture.CallOf(Role.Manager), CoreFixture.CallOf(Role.Admin, isAgent: true) })
        {
            await AssertRefused.With(RefusalKind.Forbidden, _core.Policy(PolicyFixture.Fields("Mine"), call));
            await AssertRefused.With(
                RefusalKind.Forbidden,
                Service.Update(call, policy.Value.Id, edit, IfMatch.Any, CoreFixture.Stop).AsTask());
            await AssertRefused.With(
                RefusalKind.Forbidden, Service.Delete(call, policy.Value.Id, IfMatch.Any, CoreFixture.Stop).AsTask());
            Assert.Equal("Creations", (await Service.Get(call, policy.Value.Id, CoreFixture.Stop)).Value.Name);
            Assert.Single(
                (await Service.List(
                    call, CoreFixture.Everything(ApprovalPolicyDocuments.List), CoreFixture.Stop)).Items);
        }

        var developer = CoreFixture.CallOf(Role.Developer);
        await AssertRefused.With(
            RefusalKind.Forbidden, Service.Get(developer, policy.Value.Id, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.Forbidden,
            Service.List(developer, CoreFixture.Everything(ApprovalPolicyDocuments.List), CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Every_write_is_a_change_with_old_and_new_values()
    {
        var changes = await _core.ChangesOf(async () =>
        {
            var policy = await _core.Policy(PolicyFixture.Fields());
            await Service.Update(
                _admin, policy.Value.Id, CoreFixture.Patch("""{"is_active":false}"""), IfMatch.Any, CoreFixture.Stop);
            await Service.Delete(_admin, policy.Value.Id, IfMatch.Any, CoreFixture.Stop);
        });

        Assert.Equal(
            ["approval_policy.created", "approval_policy.updated", "approval_policy.deleted"],
            changes.Select(change => change.Action));
        Assert.Equal(
            ("""{"is_active":true}""", """{"is_active":false}"""),
            (CoreFixture.Text(changes[1].OldValues), CoreFixture.Text(changes[1].NewValues)));
    }

    [Fact]
    public async Task Putting_the_policy_as_it_was_read_changes_nothing()
    {
        var manager = await Id(Role.Manager);
        var policy = await _core.Policy(PolicyFixture.Fields(stages: new PolicyStage
        {
            Groups = [PolicyFixture.Users(manager), new ApproverGroup { Kind = ApproverKind.TeamManager }],
            DeadlineHours = 10,
            ReminderHours = [5],
            OnDeadline = DeadlineAction.Escalate,
            EscalateTo = PolicyFixture.Admins,
        }));

        var json = JsonSerializer.Serialize(policy.Value, ApprovalPoliciesJson.Default.ApprovalPolicy);
        var put = await Service.Update(_admin, policy.Value.Id, CoreFixture.Put(json), IfMatch.Any, CoreFixture.Stop);

        Assert.Equal(policy.Version, put.Version);
    }

    public void Dispose() => _core.Dispose();

    private async Task<long> Id(Role role) => (await _core.SignUp(role)).Caller.UserId;

    private async Task Deactivate(long id) =>
        await _core.Service<UserService>().Deactivate(
            CoreFixture.CallOf(Role.Admin, userId: 999), id, IfMatch.Any, CoreFixture.Stop);
}
