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
    private readonly Registry _registry;
    private Counting? _counting;

    public DelegationServiceTests() => _registry = new Registry(around: store => _counting = new Counting(store));

    private DelegationService Service => _registry.Service<DelegationService>();

    private DateTimeOffset Now => _registry.Time.GetUtcNow();

    [Fact]
    public async Task It_is_in_force_from_its_start_until_its_end_or_until_it_is_ended()
    {
        var (from, to) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Admin));
        var made = (await Create(from, to, starts: 1, ends: 10)).Value;

        Assert.Equal((from.Caller.UserId, to.Caller.UserId), (made.FromUserId, made.ToUserId));
        Assert.Empty(await ActiveTo(to, 0));
        Assert.Equal([made.Id], await ActiveTo(to, 1));
        Assert.Equal([made.Id], await ActiveTo(to, 9.9));
        Assert.Empty(await ActiveTo(to, 10));
        Assert.Empty(await ActiveTo(from, 1));

        _registry.Time.Advance(TimeSpan.FromDays(2));
        await Service.End(from, made.Id, IfMatch.Any, Registry.Stop);
        Assert.Empty(await ActiveTo(to, 0));
        Assert.Equal(Now, (await Service.Get(from, made.Id, Registry.Stop)).Value.EndedAt);
    }

    [Fact]
    public async Task One_that_is_ended_before_it_begins_never_is_in_force()
    {
        var (from, to) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
        var made = await Create(from, to, starts: 5, ends: 10);
        await Service.End(from, made.Value.Id, IfMatch.Any, Registry.Stop);

        foreach (var day in new[] { 0.0, 4, 5, 6, 10 })
            Assert.Empty(await ActiveTo(to, day));
        await Create(to, from, starts: 0, ends: 20);
    }

    [Fact]
    public async Task A_delegate_does_not_pass_on()
    {
        var (a, b, c) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
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
    public async Task Its_period_is_bounded(double starts, double? ends, string field)
    {
        var (from, to) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));

        await Refused.With(RefusalKind.Invalid, field, Create(from, to, starts, ends));
    }

    [Fact]
    public async Task It_starts_now_unless_it_says_when_and_lasts_90_days_at_most()
    {
        var (from, to) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));

        var made = await Create(from, to, starts: null, ends: 90);

        Assert.Equal((Now, Now.AddDays(90)), (made.Value.StartsAt, made.Value.EndsAt));
    }

    [Fact]
    public async Task Both_are_active_approvers_and_two_people()
    {
        var (from, developer, gone) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Developer), await _registry.SignUp(Role.Manager));
        var admin = Registry.CallOf(Role.Admin, userId: 999);
        await _registry.Service<UserService>().Deactivate(admin, gone.Caller.UserId, IfMatch.Any, Registry.Stop);

        foreach (var to in new[] { developer.Caller.UserId, gone.Caller.UserId, from.Caller.UserId, 9999, 0 })
            await Refused.With(RefusalKind.Invalid, "to_user_id", Create(from, Fields(to, 0, 1)));
        await Refused.With(RefusalKind.Invalid, "to_user_id", Create(from, new DelegationFields { EndsAt = Now.AddDays(1) }));
        foreach (var of in new[] { developer.Caller.UserId, gone.Caller.UserId, 9999 })
        {
            await Refused.With(
                RefusalKind.Invalid, "from_user_id", Create(admin, Fields(from.Caller.UserId, 0, 1) with { FromUserId = of }));
        }

        await Refused.With(
            RefusalKind.Invalid, "reason", Create(from, Fields(2, 0, 1) with { Reason = new string('x', 501) }));
    }

    [Fact]
    public async Task Only_an_administrator_delegates_for_somebody_else_and_no_agent_does()
    {
        var (from, to) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
        var fields = Fields(to.Caller.UserId, 0, 1) with { FromUserId = from.Caller.UserId };

        await Refused.With(RefusalKind.Forbidden, Create(await _registry.SignUp(Role.Manager), fields));
        await Refused.With(RefusalKind.Forbidden, Create(await _registry.SignUp(Role.Developer), Fields(to.Caller.UserId, 0, 1)));
        await Refused.With(RefusalKind.Forbidden, Create(AsAgent(from), Fields(to.Caller.UserId, 0, 1)));
        await Refused.With(RefusalKind.Forbidden, Create(AsAgent(Registry.CallOf(Role.Admin)), fields));
        var made = await Create(Registry.CallOf(Role.Admin, userId: 999), fields);
        Assert.Equal((from.Caller.UserId, 999L), (made.Value.FromUserId, made.Value.CreatedBy));
    }

    [Fact]
    public async Task It_is_seen_by_both_and_by_admins_and_ended_by_whoever_is_decided_for()
    {
        var (from, to, other) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
        var id = (await Create(from, to, 0, 10)).Value.Id;
        var admin = Registry.CallOf(Role.Admin, userId: 999);

        foreach (var call in new[] { from, to, admin, AsAgent(from) })
        {
            Assert.Equal(id, (await Service.Get(call, id, Registry.Stop)).Value.Id);
            Assert.Equal([id], await Listed(call));
        }

        Assert.Empty(await Listed(other));
        await Refused.With(RefusalKind.NotFound, Service.Get(other, id, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.NotFound, Service.End(other, id, IfMatch.Any, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Forbidden, Service.End(to, id, IfMatch.Any, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Forbidden, Service.End(AsAgent(from), id, IfMatch.Any, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.PreconditionFailed, Service.End(from, id, new IfMatch(["x"]), Registry.Stop).AsTask());
        await Service.End(admin, id, IfMatch.Any, Registry.Stop);
    }

    [Fact]
    public async Task It_is_in_the_trail_with_both_people_and_ended_once()
    {
        var (from, to) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
        var changes = await _registry.ChangesOf(async () =>
        {
            var made = await Create(from, to, 0, 10);
            await Service.End(from, made.Value.Id, IfMatch.Any, Registry.Stop);
            _registry.Time.Advance(TimeSpan.FromDays(1));
            await Service.End(from, made.Value.Id, IfMatch.Any, Registry.Stop);
        });

        Assert.Equal(["delegation.created", "delegation.ended"], changes.Select(change => change.Action));
        var created = changes[0].NewValues!.Value;
        Assert.Equal(from.Caller.UserId, created.GetProperty("from_user_id").GetInt64());
        Assert.Equal(to.Caller.UserId, created.GetProperty("to_user_id").GetInt64());
    }

    [Fact]
    public async Task A_repeated_request_makes_one()
    {
        var (from, to) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
        var key = new IdempotencyKey("once", "same");
        var fields = Fields(to.Caller.UserId, 0, 1);

        var first = await Service.Create(from, fields, key, Registry.Stop);
        _registry.Time.Advance(TimeSpan.FromHours(2));
        var second = await Service.Create(from, fields, key, Registry.Stop);

        Assert.Equal(first.Value.Id, second.Value.Id);
        Assert.Equal([first.Value.Id], await Listed(from));
    }

    [Fact]
    public async Task One_person_has_at_most_20_that_are_not_over()
    {
        var from = await _registry.SignUp(Role.Manager);
        for (var i = 0; i < DelegationService.MostFrom; i++)
            await Create(from, await _registry.SignUp(Role.Manager), i, i + 1);
        var to = await _registry.SignUp(Role.Manager);

        await Refused.With(RefusalKind.Conflict, "from_user_id", Create(from, to, 0, 1));
        _registry.Time.Advance(TimeSpan.FromDays(1));
        await Create(from, to, 0, 1);
    }

    [Fact]
    public async Task A_circle_is_refused_and_shown_and_one_at_different_times_is_none()
    {
        var (a, b, c) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
        await Create(a, b, 0, 10);
        await Refused.With(RefusalKind.Conflict, "to_user_id", Create(b, a, 9, 12));
        await Create(b, c, 5, 15);

        var refusal = await Refused.With(RefusalKind.Conflict, "to_user_id", Create(c, a, 9, 20));
        Assert.Contains(
            $"{c.Caller.UserId} -> {a.Caller.UserId} -> {b.Caller.UserId} -> {c.Caller.UserId}", refusal.Message, StringComparison.Ordinal);
        await Create(c, a, 10, 20);
        await Create(b, a, 12, 14);
    }

    [Fact]
    public async Task Two_who_delegate_to_each_other_at_once_do_not_both_succeed()
    {
        var (a, b) = (await _registry.SignUp(Role.Manager), await _registry.SignUp(Role.Manager));
        _counting!.Before = async commit =>
        {
            if (!Counting.Creates(commit, "delegation"))
                return;
            _counting.Before = _ => Task.CompletedTask;
            await Create(b, a, 0, 10);
        };

        await Refused.With(RefusalKind.Conflict, "to_user_id", Create(a, b, 0, 10));

        Assert.Empty(await ActiveTo(b, 1));
        Assert.Single(await ActiveTo(a, 1));
    }

    [Fact]
    public async Task Whatever_is_accepted_never_goes_in_a_circle_and_what_is_refused_would()
    {
        var people = new List<Call>();
        for (var i = 0; i < 5; i++)
            people.Add(await _registry.SignUp(Role.Manager));
        var wish = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 8], Gen.Int[1, 5]).Where((from, to, _, _) => from != to);
        await wish.Array[1, 20].SampleAsync(
            async wishes =>
            {
                var accepted = new List<(int From, int To, int Start, int End)>();
                foreach (var (from, to, start, length) in wishes)
                {
                    var candidate = (from, to, start, start + length);
                    var isCircle = Enumerable.Range(0, 20).Any(day => HasCircle([.. accepted, candidate], day));
                    if (accepted.Count(edge => edge.From == from) == DelegationService.MostFrom)
                        continue;
                    if (isCircle)
                    {
                        await Refused.With(RefusalKind.Conflict, "to_user_id", Create(people[from], people[to], start, start + length));
                    }
                    else
                    {
                        await Create(people[from], people[to], start, start + length);
                        accepted.Add(candidate);
                    }
                }

                _registry.Time.Advance(TimeSpan.FromDays(30));
            },
            iter: 30,
            threads: 1);
    }

    public void Dispose() => _registry.Dispose();

    /// <summary>Whether somebody comes back to themselves on a day, found by walking from everybody.</summary>
    private static bool HasCircle(IReadOnlyList<(int From, int To, int Start, int End)> edges, int day)
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
        Service.Create(call, fields, key: null, Registry.Stop).AsTask();

    private async Task<IReadOnlyList<long>> ActiveTo(Call call, double day)
    {
        var active = await _registry.Service<DelegationReader>().ActiveTo(call.Caller.UserId, Now.AddDays(day), Registry.Stop);
        return [.. active.Select(delegation => delegation.Id)];
    }

    private async Task<IReadOnlyList<long>> Listed(Call call) =>
        [.. (await Service.List(call, Registry.Everything(DelegationList.Definition), Registry.Stop)).Items.Select(item => item.Value.Id)];
}
