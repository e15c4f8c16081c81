using System.Text.Json;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Api.Tests.Approvals;

/// <summary>A host with approvals to be decided, and with a clock that only tests move.</summary>
public class RespondHost : TestHost
{
    private long _approvals;

    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    internal ApprovalLinks Links => Services.GetRequiredService<ApprovalLinks>();

    protected override void Add(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IApprovalDesk, Desk>();
    }

    /// <summary>An approval that two people have to give.</summary>
    internal async Task<Approval> Ask(Func<Approval, Approval>? adjust = null)
    {
        var project = await Admin.Create("/projects/", new { name = Unique("Customer Portal") });
        var id = Interlocked.Increment(ref _approvals) + 1000;
        var approval = new Approval
        {
            Id = id,
            ProjectId = project,
            Changes = [ChangeKind.BudgetRaised, ChangeKind.OwnerChanged],
            Status = ApprovalState.Pending,
            RequestedBy = 1,
            Reason = "Two more markets <b>this</b> quarter.",
            ProposedChanges = new Dictionary<string, ProposedChange>
            {
                ["budget_allocated"] = new(Json("500000.00"), Json("750000")),
                ["owner_id"] = new(Json("1"), Json("2")),
                ["description"] = new(null, Json("\"<script>alert(1)</script>\"")),
                ["frameworks"] = new(Json("""["React","Node.js"]"""), Json("[]")),
            },
            Stages =
            [
                new ApprovalStage
                {
                    Status = StageState.Open,
                    Groups = [new ApproverGroup { Name = "managers", Kind = ApproverKind.Role, Role = Role.Manager, Quorum = 2 }],
                    Deadline = Time.GetUtcNow().AddDays(3),
                },
            ],
            Round = 1,
            CreatedAt = Time.GetUtcNow(),
            UpdatedAt = Time.GetUtcNow(),
        };
        approval = adjust?.Invoke(approval) ?? approval;
        var key = ApprovalDocuments.Key(project, id);
        await Store.Commit(new Commit(Container.Projects, key.Partition).Create(ApprovalDocuments.Type, key.Id, approval), Stop);
        return approval;
    }

    internal async Task<Approval> Read(Approval approval) =>
        (await Store.Get(ApprovalDocuments.Type, ApprovalDocuments.Key(approval.ProjectId, approval.Id), Stop))!.Value;

    internal async Task SendBack(Approval approval)
    {
        var key = ApprovalDocuments.Key(approval.ProjectId, approval.Id);
        var current = (await Store.Get(ApprovalDocuments.Type, key, Stop))!;
        var commit = new Commit(Container.Projects, key.Partition)
            .Replace(ApprovalDocuments.Type, key.Id, current.Value with { Round = current.Value.Round + 1 }, current.Version);
        Assert.True((await Store.Commit(commit, Stop)).Succeeded);
    }

    internal string Link(Approval approval, ApiClient of) => Links.Make(ApprovalLinkPurpose.Personal, approval, of.Id);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();

    private sealed class Desk(IDocumentStore store, AccessGuard guard, TimeProvider time) : IApprovalDesk
    {
        public async ValueTask<Approval> Get(Call call, long id, CancellationToken cancellationToken) =>
            (await Find(call, id, cancellationToken)).Value;

        public async ValueTask<Approval> Decide(Call call, long id, Decision decision, string? comment, CancellationToken cancellationToken)
        {
            var found = await Find(call, id, cancellationToken);
            if (found.Value.Status != ApprovalState.Pending)
                throw RefusedException.Conflict($"The approval is {found.Value.Status}.");
            if (call.Caller.Role < Role.Manager || call.Caller.IsAgent)
                throw RefusedException.Forbidden("The caller does not decide this.", []);
            var stage = found.Value.Stages[0];
            var vote = new Vote { UserId = call.Caller.UserId, Decision = decision, Comment = comment, DecidedAt = time.GetUtcNow() };
            var votes = stage.Votes.Where(other => other.UserId != vote.UserId).Append(vote).ToList();
            var after = found.Value with
            {
                Stages = [stage with { Votes = votes }],
                Status = decision == Decision.Reject ? ApprovalState.Rejected : votes.Count == 2 ? ApprovalState.Approved : ApprovalState.Pending,
            };
            var commit = new Commit(Container.Projects, found.Key.Partition).Replace(ApprovalDocuments.Type, found.Key.Id, after, found.Version);
            return (await store.Commit(commit, cancellationToken)).Succeeded ? after : throw RefusedException.Conflict("Somebody was faster.");
        }

        private async ValueTask<Document<Approval>> Find(Call call, long id, CancellationToken cancellationToken)
        {
            await guard.Require(call, Permission.Read, cancellationToken);
            var query = new DocumentQuery<Approval>(ApprovalDocuments.Type) { Where = Predicate.Equal(ApprovalDocuments.Id, FieldValue.Of(id)) };
            var page = await store.Query(query, cancellationToken);
            return page.Items.Count == 1 ? page.Items[0] : throw RefusedException.NotFound();
        }
    }
}
