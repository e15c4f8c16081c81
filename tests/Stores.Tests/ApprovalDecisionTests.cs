using System.Net;
using CsCheck;
using Enterprise.Core;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Enterprise.Cosmos.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Stores.Tests;

/// <summary>
/// Concurrent decisions on every store: an approval has one final decision, which its project has too.
/// </summary>
public sealed class ApprovalDecisionTests
{
    private static readonly string[] _ends =
        ["approval.approved", "approval.rejected", "approval.withdrawn", "approval.overridden", "approval.expired"];

    private static readonly string[] _possible =
        ["approve", "approve", "approve", "reject", "withdraw", "override", "advance"];

    private static readonly Gen<string[]> _acts = Gen.OneOf(_possible).Array[3, 8];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Concurrent_decisions_on_SQLite_leave_at_most_one_final_decision()
    {
        using var directory = new SqliteDirectory();
        await CheckDecisions(directory.Open(types: CoreServices.DocumentTypes), iterations: 25);
    }

    [Fact]
    public async Task Concurrent_decisions_on_Cosmos_DB_leave_at_most_one_final_decision()
    {
        await using var account = await TestAccount.Open(CoreServices.DocumentTypes);
        await CheckDecisions(account.Store, iterations: TestAccount.IsReal ? 2 : 10);
    }

    private static async Task CheckDecisions(IDocumentStore store, int iterations)
    {
        await using var services = new ServiceCollection()
            .AddSingleton(store)
            .AddSingleton(new IdAllocation(1))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ILogger<ChangeDispatcher>>(NullLogger<ChangeDispatcher>.Instance)
            .AddEnterpriseCore()
            .BuildServiceProvider();
        var people = new List<Call>();
        for (var i = 0; i < 9; i++)
            people.Add(await SignUp(services, i));
        await _acts.SampleAsync(acts => Decide(services, store, people, acts), iter: iterations, threads: 1);
    }

    private static async Task Decide(
        IServiceProvider services, IDocumentStore store, IReadOnlyList<Call> people, string[] acts)
    {
        var fields = new ProjectFields
        {
            Name = "Portal",
            RequiresApproval = true,
            BudgetAllocated = 200_000,
            Visibility = Visibility.Public,
        };
        var projects = services.GetRequiredService<ProjectService>();
        var created = await projects.Create(people[0], fields, key: null, Stop);
        var project = created.Project.Value;
        var approvals = services.GetRequiredService<ApprovalService>();
        var id = created.ApprovalId!.Value;

        await Task.WhenAll(acts.Select((act, index) => Task.Run(
            () => Try(() => Act(approvals, people, project.Id, id, act, index + 1)), Stop)));

        var approval = (await approvals.Get(people[0], id, Stop)).Value;
        var ends = approval.History.Count(entry => _ends.Contains(entry.Action));
        Assert.Equal(approval.Status == ApprovalState.Pending ? 0 : 1, ends);
        var changes = await store.Query(
            new DocumentQuery<Change>(Changes.OfProjects)
            {
                Scope = Scope.In(Partitions.OfProject(project.Id)),
                Limit = 1000,
            },
            Stop);
        Assert.Equal(ends, changes.Items.Count(change => _ends.Contains(change.Value.Action)));
        var votes = approval.Stages.SelectMany(stage => stage.Votes).ToList();
        Assert.Equal(votes.Count, votes.Select(vote => vote.UserId).Distinct().Count());
        if (approval.Status == ApprovalState.Approved)
            Assert.True(votes.Count >= 2);
        var expected = approval.Status switch
        {
            ApprovalState.Pending => ApprovalStatus.Pending,
            ApprovalState.Approved or ApprovalState.Overridden => ApprovalStatus.Approved,
            _ => ApprovalStatus.Rejected,
        };
        var now = await services.GetRequiredService<ProjectReader>().Get(people[0], project.Id, Stop);
        Assert.Equal(expected, now.Value.ApprovalStatus);
    }

    private static async Task Act(
        ApprovalService approvals, IReadOnlyList<Call> people, long project, long id, string act, int person)
    {
        switch (act)
        {
            case "withdraw":
                await approvals.Withdraw(people[0], id, new NewWithdrawal(), IfMatch.Any, Stop);
                break;
            case "override":
                var expiresAt = DateTimeOffset.UtcNow.AddDays(1);
                var input = new NewOverride { Reason = "It can't wait any longer", ExpiresAt = expiresAt };
                await approvals.Override(people[person], id, input, IfMatch.Any, Stop);
                break;
            case "advance":
                await approvals.Advance(project, id, Stop);
                break;
            default:
                var decision = new NewDecision
                {
                    Decision = act == "approve" ? Decision.Approve : Decision.Reject,
                    Comment = "Decided",
                };
                await approvals.Decide(people[person], id, decision, IfMatch.Any, Stop);
                break;
        }
    }

    /// <summary>Late decisions conflict; any other refusal is a defect.</summary>
    private static async Task Try(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (RefusedException refusal)
        {
            Assert.Equal(RefusalKind.Conflict, refusal.Kind);
        }
    }

    private static async Task<Call> SignUp(IServiceProvider services, int number)
    {
        var fields = new UserFields { Email = $"user{number}@example.com", Name = "Jo", Role = Role.Admin };
        var user = await services.GetRequiredService<UserService>().Create(CallOf(999), fields, key: null, Stop);
        return CallOf(user.Value.Id);
    }

    private static Call CallOf(long userId) => new(
        new Caller(userId, Role.Admin, SecurityLevel.Restricted, "example.com", new HashSet<long>()),
        new Origin(userId, IPAddress.Loopback, "tests", "request-1"));
}
