using CsCheck;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Editing;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Approvals;

public sealed class DelegationServiceTests : IDisposable
{
    private readonly CoreFixture _core;
    private RecordingStore? _store;

    public DelegationServiceTests() => _core = new CoreFixture(around: store => _store = new RecordingStore(store));

    private DelegationService Service => _core.Service<DelegationService>();

    private DateTimeOffset Now => _core.Time.GetUtcNow();

    [Fact]
    public async Task Delegation_is_active_from_its_start_until_its_end_or_until_it_is_ended()
    {
        var (from, to) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Admin));
        var created = (await Create(from, to, starts: 1, ends: 10)).Value;

        Assert.Equal((from.Caller.UserId, to.Caller.UserId), (created.FromUserId, created.ToUserId));
        Assert.Empty(await ActiveTo(to, 0));
        Assert.Equal([created.Id], await ActiveTo(to, 1));
        Assert.Equal([created.Id], await ActiveTo(to, 9.9));
        Assert.Empty(await ActiveTo(to, 10));
        Assert.Empty(await ActiveTo(from, 1));

        _core.Time.Advance(TimeSpan.FromDays(2));
        await Service.End(from, created.Id, IfMatch.Any, CoreFixture.Stop);
        Assert.Empty(await ActiveTo(to, 0));
        Assert.Equal(Now, (await Service.Get(from, created.Id, CoreFixture.Stop)).Value.EndedAt);
    }

    [Fact]
    public async Task Delegation_ended_before_its_start_is_never_active()
    {
        var (from, to) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        var created = await Create(from, to, starts: 5, ends: 10);
        await Service.End(from, created.Value.Id, IfMatch.Any, CoreFixture.Stop);

        foreach (var day in new[] { 0.0, 4, 5, 6, 10 })
            Assert.Empty(await ActiveTo(to, day));
        await Create(to, from, starts: 0, ends: 20);
    }

    [Fact]
    public async Task Delegation_is_not_transitive()
    {
        var (a, b, c) = (
            await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        await Create(a, b, 0, 10);
        var second = await Create(b, c, 0, 10);

        Assert.Equal([second.Value.Id], await ActiveTo(c, 1));
    }

    [Theory]
    [InlineData(0.0, null, "ends_at")]
    [InlineData(0.0, 0.0, "ends_at")]
    [InlineData(0.0, -1.0, "ends_at")]
    [InlineData(5.0, 4.0, "ends_at")]
    [InlineData(0.0, 90.01, "ends_at")]
    [InlineData(10.0, 100.01, "ends_at")]
    [InlineData(-1.0, 10.0, "starts_at")]
    [InlineData(366.0, 370.0, "starts_at")]
    public async Task Period_outside_its_limits_is_refused_naming_the_field(double starts, double? ends, string field)
    {
        var (from, to) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));

        await AssertRefused.With(RefusalKind.Invalid, field, Create(from, to, starts, ends));
    }

    [Fact]
    public async Task Delegation_without_a_start_begins_now_and_may_last_90_days()
    {
        var (from, to) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));

        var created = await Create(from, to, starts: null, ends: 90);

        Assert.Equal((Now, Now.AddDays(90)), (created.Value.StartsAt, created.Value.EndsAt));
    }

    [Fact]
    public async Task Both_users_must_be_different_active_approvers()
    {
        var (from, developer, deactivated) = (
            await _core.SignUp(Role.Manager), await _core.SignUp(Role.Developer), await _core.SignUp(Role.Manager));
        var admin = CoreFixture.CallOf(Role.Admin, userId: 999);
        await _core.Service<UserService>().Deactivate(admin, deactivated.Caller.UserId, IfMatch.Any, CoreFixture.Stop);

        foreach (var to in new[] { developer.Caller.UserId, deactivated.Caller.UserId, from.Caller.UserId, 9999, 0 })
            await AssertRefused.With(RefusalKind.Invalid, "to_user_id", Create(from, Fields(to, 0, 1)));
        await AssertRefused.With(
            RefusalKind.Invalid, "to_user_id", Create(from, new DelegationFields { EndsAt = Now.AddDays(1) }));
        foreach (var of in new[] { developer.Caller.UserId, deactivated.Caller.UserId, 9999 })
        {
            await AssertRefused.With(
                RefusalKind.Invalid,
                "from_user_id",
                Create(admin, Fields(from.Caller.UserId, 0, 1) with { FromUserId = of }));
        }

        await AssertRefused.With(
            RefusalKind.Invalid, "reason", Create(from, Fields(2, 0, 1) with { Reason = new string('x', 501) }));
    }

    [Fact]
    public async Task Only_admins_delegate_on_behalf_of_others_and_agents_never_delegate()
    {
        var (from, to) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        var fields = Fields(to.Caller.UserId, 0, 1) with { FromUserId = from.Caller.UserId };

        await AssertRefused.With(RefusalKind.Forbidden, Create(await _core.SignUp(Role.Manager), fields));
        await AssertRefused.With(
            RefusalKind.Forbidden, Create(await _core.SignUp(Role.Developer), Fields(to.Caller.UserId, 0, 1)));
        await AssertRefused.With(RefusalKind.Forbidden, Create(AsAgent(from), Fields(to.Caller.UserId, 0, 1)));
        await AssertRefused.With(RefusalKind.Forbidden, Create(AsAgent(CoreFixture.CallOf(Role.Admin)), fields));
        var created = await Create(CoreFixture.CallOf(Role.Admin, userId: 999), fields);
        Assert.Equal((from.Caller.UserId, 999L), (created.Value.FromUserId, created.Value.CreatedBy));
    }

    [Fact]
    public async Task Delegation_is_read_by_both_users_and_admins_and_ended_only_by_the_delegator_or_an_admin()
    {
        var (from, to, other) = (
            await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        var id = (await Create(from, to, 0, 10)).Value.Id;
        var admin = CoreFixture.CallOf(Role.Admin, userId: 999);

        foreach (var call in new[] { from, to, admin, AsAgent(from) })
        {
            Assert.Equal(id, (await Service.Get(call, id, CoreFixture.Stop)).Value.Id);
            Assert.Equal([id], await Listed(call));
        }

        Assert.Empty(await Listed(other));
        await AssertRefused.With(RefusalKind.NotFound, Service.Get(other, id, CoreFixture.Stop).AsTask());
        await AssertRefused.With(RefusalKind.NotFound, Service.End(other, id, IfMatch.Any, CoreFixture.Stop).AsTask());
        await AssertRefused.With(RefusalKind.Forbidden, Service.End(to, id, IfMatch.Any, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.Forbidden, Service.End(AsAgent(from), id, IfMatch.Any, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.PreconditionFailed, Service.End(from, id, new IfMatch(["x"]), CoreFixture.Stop).AsTask());
        await Service.End(admin, id, IfMatch.Any, CoreFixture.Stop);
    }

    [Fact]
    public async Task Creation_and_end_are_audited_once_with_both_users()
    {
        var (from, to) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        var changes = await _core.ChangesOf(async () =>
        {
            var created = await Create(from, to, 0, 10);
            await Service.End(from, created.Value.Id, IfMatch.Any, CoreFixture.Stop);
            _core.Time.Advance(TimeSpan.FromDays(1));
            await Service.End(from, created.Value.Id, IfMatch.Any, CoreFixture.Stop);
        });

        Assert.Equal(["delegation.created", "delegation.ended"], changes.Select(change => change.Action));
        var values = changes[0].NewValues!.Value;
        Assert.Equal(from.Caller.UserId, values.GetProperty("from_user_id").GetInt64());
        Assert.Equal(to.Caller.UserId, values.GetProperty("to_user_id").GetInt64());
    }

    [Fact]
    public async Task Repeated_request_with_the_same_key_creates_one_delegation()
    {
        var (from, to) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        var key = new IdempotencyKey("once", "same");
        var fields = Fields(to.Caller.UserId, 0, 1);

        var first = await Service.Create(from, fields, key, CoreFixture.Stop);
        _core.Time.Advance(TimeSpan.FromHours(2));
        var second = await Service.Create(from, fields, key, CoreFixture.Stop);

        Assert.Equal(first.Value.Id, second.Value.Id);
        Assert.Equal([first.Value.Id], await Listed(from));
    }

    [Fact]
    public async Task User_has_at_most_20_delegations_that_have_not_ended()
    {
        var from = await _core.SignUp(Role.Manager);
        for (var i = 0; i < DelegationService.MostFrom; i++)
            await Create(from, await _core.SignUp(Role.Manager), i, i + 1);
        var to = await _core.SignUp(Role.Manager);

        await AssertRefused.With(RefusalKind.Conflict, "from_user_id", Create(from, to, 0, 1));
        _core.Time.Advance(TimeSpan.FromDays(1));
        await Create(from, to, 0, 1);
    }

    [Fact]
    public async Task Cycle_at_the_same_time_is_refused_naming_its_users_and_at_different_times_is_allowed()
    {
        var (a, b, c) = (
            await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        await Create(a, b, 0, 10);
        await AssertRefused.With(RefusalKind.Conflict, "to_user_id", Create(b, a, 9, 12));
        await Create(b, c, 5, 15);

        var refusal = await AssertRefused.With(RefusalKind.Conflict, "to_user_id", Create(c, a, 9, 20));
        Assert.Contains(
            $"{c.Caller.UserId} -> {a.Caller.UserId} -> {b.Caller.UserId} -> {c.Caller.UserId}",
            refusal.Message,
            StringComparison.Ordinal);
        await Create(c, a, 10, 20);
        await Create(b, a, 12, 14);
    }

    [Fact]
    public async Task Concurrent_delegations_to_each_other_do_not_both_succeed()
    {
        var (a, b) = (await _core.SignUp(Role.Manager), await _core.SignUp(Role.Manager));
        _store!.BeforeCommit = async commit =>
        {
            if (!RecordingStore.Creates(commit, "delegation"))
                return;
            _store.BeforeCommit = _ => Task.CompletedTask;
            await Create(b, a, 0, 10);
        };

        await AssertRefused.With(RefusalKind.Conflict, "to_user_id", Create(a, b, 0, 10));

        Assert.Empty(await ActiveTo(b, 1));
        Assert.Single(await ActiveTo(a, 1));
    }

    [Fact]
    public async Task Creation_is_refused_exactly_when_it_would_close_a_cycle()
    {
        var people = new List<Call>();
        for (var i = 0; i < 5; i++)
            people.Add(await _core.SignUp(Role.Manager));
        var request = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 8], Gen.Int[1, 5])
            .Where((from, to, _, _) => from != to);
        await request.Array[1, 20].SampleAsync(
            async requests =>
            {
                var accepted = new List<(int From, int To, int Start, int End)>();
                foreach (var (from, to, start, length) in requests)
                {
                    var candidate = (from, to, start, start + length);
                    var closesCycle = Enumerable.Range(0, 20).Any(day => HasCycle([.. accepted, candidate], day));
                    if (accepted.Count(edge => edge.From == from) == DelegationService.MostFrom)
                        continue;
                    if (closesCycle)
                    {
                        await AssertRefused.With(
                            RefusalKind.Conflict,
                            "to_user_id",
                            Create(people[from], people[to], start, start + length));
                    }
                    else
                    {
                        await Create(people[from], people[to], start, start + length);
                        accepted.Add(candidate);
                    }
                }

                _core.Time.Advance(TimeSpan.FromDays(30));
            },
            iter: 30,
            threads: 1);
    }

    public void Dispose() => _core.Dispose();

    /// <summary>Whether the delegations of a day contain a cycle, found by a walk from every user.</summary>
    private static bool HasCycle(IReadOnlyList<(int From, int To, int Start, int End)> edges, int day)
    {
        var active = edges.Where(edge => edge.Start <= day && day < edge.End).ToList();
        return active.Any(first =>
        {
            HashSet<int> reached = [first.To];
            for (var known = 0; known < reached.Count;)
            {
                known = reached.Count;
                reached.UnionWith(active.Where(edge => reached.Contains(edge.From)).Select(edge => edge.To).ToList());
            }

            return reached.Contains(first.From);
        });
    }

    private static Call AsAgent(Call call) => new(call.Caller with { IsAgent = true }, call.Origin);

    private DelegationFields Fields(long to, double? starts, double? ends) => new()
    {
        ToUserId = to,
        StartsAt = starts is { } start ? Now.AddDays(start) : null,
        EndsAt = ends is { } end ? Now.AddDays(end) : null,
    };

    private Task<Document<Delegation>> Create(Call from, Call to, double? starts, double? ends) =>
        Create(from, Fields(to.Caller.UserId, starts, ends));

    private Task<Document<Delegation>> Create(Call call, DelegationFields fields) =>
        Service.Create(call, fields, key: null, CoreFixture.Stop).AsTask();

    private async Task<IReadOnlyList<long>> ActiveTo(Call call, double day)
    {
        var active = await _core.Service<DelegationReader>().ActiveTo(
            call.Caller.UserId, Now.AddDays(day), CoreFixture.Stop);
        return [.. active.Select(delegation => delegation.Id)];
    }

    private async Task<IReadOnlyList<long>> Listed(Call call) =>
        [
            .. (await Service.List(call, CoreFixture.Everything(DelegationList.Definition), CoreFixture.Stop))
                .Items.Select(item => item.Value.Id),
        ];
}
