using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Access;

/// <summary>An agent with an administrator's token, at every endpoint: it can read, propose and deliver.</summary>
public sealed class AgentTests(TestHost host) : IClassFixture<TestHost>
{
    /// <summary>The operations that are denied to every agent.</summary>
    private static readonly string[] _denied =
    [
        "CreateUser", "ReplaceUser", "UpdateUser", "DeactivateUser",
        "CreateToken", "ListTokens", "GetToken", "RevokeToken",
        "CreateTeam", "ReplaceTeam", "UpdateTeam", "DeleteTeam", "AddTeamMember", "RemoveTeamMember",
        "CreateApprovalPolicy", "ReplaceApprovalPolicy", "UpdateApprovalPolicy", "DeleteApprovalPolicy",
        "CreateDelegation", "EndDelegation", "DecideApproval", "WithdrawApproval", "OverrideApproval", "CreateReview",
        "CreateMyChannel", "ReplaceMyChannel", "UpdateMyChannel", "DeleteMyChannel",
        "CreateTeamChannel", "ReplaceTeamChannel", "UpdateTeamChannel", "DeleteTeamChannel",
    ];

    public static IEnumerable<TheoryDataRow<string>> Operations => Catalogue.Names(operation => !operation.IsAnonymous);

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Agent_is_allowed_or_denied_per_endpoint_and_audited_as_an_agent(string name)
    {
        var operation = Operation.Named(name);
        var agent = await AgentOf(1);
        var call = await operation.Prepare(new TestData(host));
        Answer? answer = null;

        var entries = await host.TrailOf(async () => answer = await agent.Send(operation.Method, call.Path, call.Body));

        // The entry of a replayed dead letter has the actor of the earlier request.
        Assert.All(
            entries.Where(entry => entry.RequestId != TestData.EarlierRequest),
            entry => Assert.Equal((1L, true), (entry.UserId, entry.IsAgent)));
        if (_denied.Contains(name))
        {
            answer!.ExpectProblem(403);
            Assert.Equal("access.denied", Assert.Single(entries).Action);
        }
        else
        {
            answer!.Expect(operation.Status);
            string[] asked = name == "CreateProject" ? ["approval.created", "approval.assigned"] : [];
            Assert.Equal(operation.Actions.Concat(asked).Order(), entries.Select(entry => entry.Action).Order());
        }
    }

    [Fact]
    public async Task Agent_can_list_but_not_issue_or_revoke_tokens()
    {
        var manager = await host.Add("manager");
        var agent = await AgentOf(manager.Id);
        var own = (await agent.Get($"/users/{manager.Id}/tokens")).Expect(200);

        (await agent.Post($"/users/{manager.Id}/tokens", new { name = "mine" })).ExpectProblem(403);
        (await agent.Post($"/users/{manager.Id}/tokens", new { name = "mine", is_agent = true })).ExpectProblem(403);
        foreach (var token in own.Ids)
            (await agent.Delete($"/users/{manager.Id}/tokens/{token}")).ExpectProblem(403);

        Assert.Equal([false, true], own.Items.Select(token => token["is_agent"]!.GetValue<bool>()));
        Assert.Equal(own.Ids, (await agent.Get($"/users/{manager.Id}/tokens")).Ids);
    }

    [Fact]
    public async Task Project_created_by_an_agent_requires_approval_even_if_it_says_otherwise()
    {
        var agent = await AgentOf((await host.Add("manager")).Id);

        var project = await agent.Post("/projects/", new { name = "Proposed", requires_approval = false });

        Assert.Equal(
            (true, "pending"),
            (project.Json["requires_approval"]!.GetValue<bool>(), project.Json["approval_status"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Break_glass_by_an_agent_is_denied()
    {
        var id = await host.Admin.Create(
            "/projects/",
            new { name = "Closed", allowed_domains = new[] { "elsewhere.org" } });
        const string Reason = "Incident 4711: customer data at risk";

        (await (await AgentOf(1)).With("Break-Glass-Reason", Reason).Get($"/projects/{id}")).ExpectProblem(404);
        (await host.Admin.With("Break-Glass-Reason", Reason).Get($"/projects/{id}")).Expect(200);
    }

    [Fact]
    public async Task Change_by_a_person_is_not_audited_as_an_agents()
    {
        var entries = await host.TrailOf(async () => await new TestData(host).AddTeam());

        Assert.Null(Assert.Single(entries).IsAgent);
    }

    private async Task<ApiClient> AgentOf(long userId)
    {
        var token = (await host.Admin.Post($"/users/{userId}/tokens", new { name = "agent", is_agent = true }))
            .Expect(201);
        return new ApiClient(host.Http, token.Json["token"]!.GetValue<string>()) { Id = userId };
    }
}
