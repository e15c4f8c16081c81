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
    private static readonly Call _admin = Registry.CallOf(Role.Admin);

    private readonly Registry _registry = new();

    private ApprovalPolicyService Service => _registry.Service<ApprovalPolicyService>();

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
    [InlineData("""{"stages":[{"groups":[{"kind":"role","role":"admin","user_ids":[1]}]}]}""", "stages[0].groups[0].user_ids")]
    [InlineData("""{"stages":[{"groups":[{"kind":"role","role":"admin","quorum":0}]}]}""", "stages[0].groups[0].quorum")]
    [InlineData("""{"stages":[{"groups":[{"kind":"role","role":"admin","quorum":21}]}]}""", "stages[0].groups[0].quorum")]
    [InlineData("""{"stages":[{"groups":[{"kind":"users","user_ids":[1],"quorum":2}]}]}""", "stages[0].groups[0].quorum")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":0}]}""", "stages[0].deadline_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":2161}]}""", "stages[0].deadline_hours")]
    [InlineData("""{"stages":[{"groups":[G],"reminder_hours":[1]}]}""", "stages[0].deadline_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[12,24]}]}""", "stages[0].reminder_hours[1]")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[0]}]}""", "stages[0].reminder_hours[0]")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[2,2]}]}""", "stages[0].reminder_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"reminder_hours":[1,2,3,4,5,6,7,8,9,10,11]}]}""", "stages[0].reminder_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"on_deadline":"escalate"}]}""", "stages[0].escalate_to")]
    [InlineData("""{"stages":[{"groups":[G],"on_deadline":"escalate","escalate_to":G}]}""", "stages[0].deadline_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"escalate_to":G}]}""", "stages[0].escalate_to")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"escalation_hours":24}]}""", "stages[0].escalation_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":24,"on_deadline":"escalate","escalate_to":G,"escalation_hours":2161}]}""", "stages[0].escalation_hours")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":9,"on_deadline":"escalate","escalate_to":{"kind":"users","user_ids":[9999]}}]}""", "stages[0].escalate_to.user_ids[0]")]
    [InlineData("""{"stages":[{"groups":[G],"deadline_hours":9,"on_deadline":"escalate","escalate_to":{"kind":"role"}}]}""", "stages[0].escalate_to.role")]
    [InlineData("""{"stages":[{"groups":[G]},{"groups":[G],"deadline_hours":24,"on_deadline":"approve"}]}""", "stages[1].on_deadline")]
    [InlineData("""{"allows_approval_by_deadline":true,"stages":[{"groups":[G],"on_deadline":"approve"}]}""", "stages[0].deadline_hours")]
    public async Task What_is_wrong_is_refused_by_its_field(string patch, string field)
    {
        var policy = await _registry.Policy(PolicyFixture.Fields());
        var edit = Registry.Patch(patch.Replace(":G", """:{"kind":"role","role":"admin"}""", StringComparison.Ordinal)
            .Replace("[G]", """[{"kind":"role","role":"admin"}]""", StringComparison.Ordinal));

        await Refused.With(RefusalKind.Invalid, field, Service.Update(_admin, policy.Value.Id, edit, IfMatch.Any, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task Counts_and_lengths_are_bounded()
    {
        await RefusedFor("name", fields => fields with { Name = new string('x', 101) });
        await RefusedFor("description", fields => fields with { Description = new string('x', 5_001) });
        await RefusedFor("stages", fields => fields with { Stages = [.. Enumerable.Repeat(PolicyFixture.Stage(PolicyFixture.Managers), 11)] });
        await RefusedFor("stages[0].name", fields => fields with { Stages = [PolicyFixture.Stage(PolicyFixture.Managers) with { Name = new string('x', 101) }] });
        await RefusedFor("stages[0].groups", fields => fields with { Stages = [PolicyFixture.Stage([.. Enumerable.Repeat(PolicyFixture.Managers, 11)])] });
        await RefusedFor("stages[0].groups[0].name", fields => fields with { Stages = [PolicyFixture.Stage(PolicyFixture.Managers with { Name = new string('x', 101) })] });
        await RefusedFor("stages[0].groups[0].user_ids", fields => fields with { Stages = [PolicyFixture.Stage(Users(1, 21))] });
        await RefusedFor("stages", fields => fields with { Stages = [PolicyFixture.Stage(Users(1, 20), Users(21, 20), Users(41, 1))] });
        await RefusedFor("conditions.team_ids", fields => fields with { Conditions = new() { TeamIds = Users(1, 101).UserIds } });
        await RefusedFor("conditions.departments", fields => fields with { Conditions = new() { Departments = [.. Users(1, 101).UserIds.Select(Ids.Text)] } });
        await RefusedFor("conditions.departments", fields => fields with { Conditions = new() { Departments = [new string('x', 101)] } });

        static ApproverGroup Users(int first, int count) => PolicyFixture.Users([.. Enumerable.Range(first, count).Select(id => (long)id)]);

        async Task RefusedFor(string field, Func<ApprovalPolicyFields, ApprovalPolicyFields> change) =>
            await Refused.With(RefusalKind.Invalid, field, _registry.Policy(change(PolicyFixture.Fields())));
    }

    [Fact]
    public async Task Users_who_are_named_have_to_be_there_active_and_approvers()
    {
        var manager = await Id(Role.Manager);
        var developer = await Id(Role.Developer);
        var gone = await Id(Role.Admin);
        await Deactivate(gone);

        var refusal = await Refused.With(
            RefusalKind.Invalid,
            _registry.Policy(PolicyFixture.Fields(stages:
            [
                PolicyFixture.Stage(PolicyFixture.Managers),
                PolicyFixture.Stage(PolicyFixture.Managers, PolicyFixture.Users(manager, developer, gone, 9999)),
            ])));

        Assert.Equal(
            ["stages[1].groups[1].user_ids[1]", "stages[1].groups[1].user_ids[2]", "stages[1].groups[1].user_ids[3]"],
            refusal.Errors.Select(error => error.Field));
    }

    [Fact]
    public async Task A_policy_stays_changeable_when_somebody_it_names_has_left()
    {
        var (stays, leaves) = (await Id(Role.Manager), await Id(Role.Manager));
        var policy = await _registry.Policy(PolicyFixture.Fields(stages: PolicyFixture.Stage(PolicyFixture.Users(stays, leaves))));
        await Deactivate(leaves);

        var updated = await Service.Update(
            _admin, policy.Value.Id, Registry.Patch("""{"description":"kept"}"""), IfMatch.Any, Registry.Stop);

        Assert.Equal([stays, leaves], updated.Value.Stages[0].Groups[0].UserIds);
        await Refused.With(
            RefusalKind.Invalid,
            "stages[0].groups[0].user_ids[0]",
            _registry.Policy(PolicyFixture.Fields("Another", PolicyFixture.Stage(PolicyFixture.Users(leaves)))));
    }

    [Fact]
    public async Task A_name_is_unique_whatever_its_case_until_it_is_given_up()
    {
        var first = await _registry.Policy(PolicyFixture.Fields("Finance"));
        await Refused.With(RefusalKind.Conflict, "name", _registry.Policy(PolicyFixture.Fields(" FINANCE ")));

        var second = await _registry.Policy(PolicyFixture.Fields("Legal"));
        await Refused.With(
            RefusalKind.Conflict,
            "name",
            Service.Update(_admin, second.Value.Id, Registry.Patch("""{"name":"finance"}"""), IfMatch.Any, Registry.Stop).AsTask());
        await Service.Delete(_admin, first.Value.Id, IfMatch.Any, Registry.Stop);
        await _registry.Policy(PolicyFixture.Fields("Finance"));
    }

    [Fact]
    public async Task There_are_at_most_200_policies()
    {
        for (var i = 0; i < ApprovalPolicyService.MostPolicies; i++)
            await _registry.Policy(PolicyFixture.Fields($"Policy {i}"));

        var refusal = await Refused.With(RefusalKind.Conflict, _registry.Policy(PolicyFixture.Fields("One more")));

        Assert.Contains("200", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_administrators_in_person_write_and_managers_read()
    {
        var policy = await _registry.Policy(PolicyFixture.Fields());
        var edit = Registry.Patch("""{"is_active":false}""");
        foreach (var call in new[] { Registry.CallOf(Role.Manager), Registry.CallOf(Role.Admin, isAgent: true) })
        {
            await Refused.With(RefusalKind.Forbidden, _registry.Policy(PolicyFixture.Fields("Mine"), call));
            await Refused.With(RefusalKind.Forbidden, Service.Update(call, policy.Value.Id, edit, IfMatch.Any, Registry.Stop).AsTask());
            await Refused.With(RefusalKind.Forbidden, Service.Delete(call, policy.Value.Id, IfMatch.Any, Registry.Stop).AsTask());
            Assert.Equal("Creations", (await Service.Get(call, policy.Value.Id, Registry.Stop)).Value.Name);
            Assert.Single((await Service.List(call, Registry.Everything(ApprovalPolicyDocuments.List), Registry.Stop)).Items);
        }

        var developer = Registry.CallOf(Role.Developer);
        await Refused.With(RefusalKind.Forbidden, Service.Get(developer, policy.Value.Id, Registry.Stop).AsTask());
        await Refused.With(
            RefusalKind.Forbidden,
            Service.List(developer, Registry.Everything(ApprovalPolicyDocuments.List), Registry.Stop).AsTask());
    }

    [Fact]
    public async Task Its_changes_are_in_the_trail_with_what_they_changed()
    {
        var changes = await _registry.ChangesOf(async () =>
        {
            var policy = await _registry.Policy(PolicyFixture.Fields());
            await Service.Update(_admin, policy.Value.Id, Registry.Patch("""{"is_active":false}"""), IfMatch.Any, Registry.Stop);
            await Service.Delete(_admin, policy.Value.Id, IfMatch.Any, Registry.Stop);
        });

        Assert.Equal(
            ["approval_policy.created", "approval_policy.updated", "approval_policy.deleted"],
            changes.Select(change => change.Action));
        Assert.Equal(("""{"is_active":true}""", """{"is_active":false}"""), (Registry.Text(changes[1].OldValues), Registry.Text(changes[1].NewValues)));
    }

    [Fact]
    public async Task What_was_read_can_be_put_back()
    {
        var manager = await Id(Role.Manager);
        var policy = await _registry.Policy(PolicyFixture.Fields(stages: new PolicyStage
        {
            Groups = [PolicyFixture.Users(manager), new ApproverGroup { Kind = ApproverKind.TeamManager }],
            DeadlineHours = 10,
            ReminderHours = [5],
            OnDeadline = DeadlineAction.Escalate,
            EscalateTo = PolicyFixture.Admins,
        }));

        var json = JsonSerializer.Serialize(policy.Value, ApprovalPoliciesJson.Default.ApprovalPolicy);
        var put = await Service.Update(_admin, policy.Value.Id, Registry.Put(json), IfMatch.Any, Registry.Stop);

        Assert.Equal(policy.Version, put.Version);
    }

    public void Dispose() => _registry.Dispose();

    private async Task<long> Id(Role role) => (await _registry.SignUp(role)).Caller.UserId;

    private async Task Deactivate(long id) =>
        await _registry.Service<UserService>().Deactivate(Registry.CallOf(Role.Admin, userId: 999), id, IfMatch.Any, Registry.Stop);
}
