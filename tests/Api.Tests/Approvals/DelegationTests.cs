using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Approvals;

public sealed class DelegationTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("viewer", 403)]
    [InlineData("developer", 403)]
    [InlineData("manager", 201)]
    [InlineData("admin", 201)]
    public async Task Only_approvers_can_delegate_their_own_decisions(string role, int expected)
    {
        var (from, to) = (await host.Add(role), await host.Add("manager"));

        var answer = await from.Post("/delegations/", Body(to));

        answer.Expect(expected);
        if (expected == 201)
            Assert.Equal(from.Id, answer.Json["from_user_id"]!.GetValue<long>());
    }

    [Fact]
    public async Task Only_administrators_can_delegate_decisions_of_others()
    {
        var (from, to, other) = (await host.Add("manager"), await host.Add("manager"), await host.Add("manager"));
        var body = new { from_user_id = from.Id, to_user_id = to.Id, ends_at = DateTimeOffset.UtcNow.AddDays(1) };

        (await other.Post("/delegations/", body)).ExpectProblem(403);
        var created = (await host.Admin.Post("/delegations/", body)).Expect(201);

        Assert.Equal(1, created.Json["created_by"]!.GetValue<long>());
    }

    [Fact]
    public async Task Delegation_between_others_returns_404()
    {
        var (from, to, other) = (await host.Add("manager"), await host.Add("manager"), await host.Add("manager"));
        var path = (await from.Post("/delegations/", Body(to))).Expect(201).Header("Location")!;

        (await other.Get(path)).ExpectProblem(404);
        (await other.Delete(path)).ExpectProblem(404);
        (await to.Get(path)).Expect(200);
        (await to.Delete(path)).ExpectProblem(403);
        Assert.Empty((await other.Get("/delegations/")).Expect(200).Items);
        Assert.Single((await to.Get("/delegations/")).Expect(200).Items);
    }

    [Fact]
    public async Task Delegation_list_is_filtered_by_user_and_by_time()
    {
        var (from, first, second) = (await host.Add("manager"), await host.Add("manager"), await host.Add("manager"));
        var now = DateTimeOffset.UtcNow;
        var soon = await from.Create("/delegations/", new { to_user_id = first.Id, ends_at = now.AddDays(5) });
        var later = await from.Create(
            "/delegations/",
            new { to_user_id = second.Id, starts_at = now.AddDays(10), ends_at = now.AddDays(20) });

        Assert.Equal([soon, later], await Ids(""));
        Assert.Equal([later], await Ids($"?to_user_id={second.Id}"));
        Assert.Equal([soon], await Ids($"?at={At(1)}"));
        Assert.Equal([later], await Ids($"?at={At(15)}"));
        Assert.Empty(await Ids($"?at={At(7)}"));
        (await from.Delete($"/delegations/{soon}")).Expect(204);
        Assert.Empty(await Ids($"?at={At(1)}"));
        Assert.NotNull((await from.Get($"/delegations/{soon}")).Expect(200).Json["ended_at"]);

        async Task<IReadOnlyList<long>> Ids(string query) => (await from.Get($"/delegations/{query}")).Expect(200).Ids;

        string At(double days) => Uri.EscapeDataString(now.AddDays(days).ToString("O"));
    }

    [Fact]
    public async Task Circular_delegation_returns_409_showing_the_circle()
    {
        var (a, b) = (await host.Add("manager"), await host.Add("manager"));
        (await a.Post("/delegations/", Body(b))).Expect(201);

        var answer = (await b.Post("/delegations/", Body(a))).ExpectProblem(409, "to_user_id");

        Assert.Contains(
            $"{b.Id} -> {a.Id} -> {b.Id}",
            answer.Text.Replace("\\u003E", ">", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    private static object Body(ApiClient to) =>
        new { to_user_id = to.Id, ends_at = DateTimeOffset.UtcNow.AddDays(1), reason = "Holidays" };
}
