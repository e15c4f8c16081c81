using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>The use cases of approval policies.</summary>
public sealed class ApprovalPolicyService
{
    /// <summary>How many policies there are at most: every change of a project is held against all of them.</summary>
    public const int MostPolicies = 200;

    private static readonly UniqueName<ApprovalPolicyFields, ApprovalPolicy> _name = new(
        "approval-policy-name",
        ApprovalPolicyDocuments.Type,
        ApprovalPolicyDocuments.Key,
        policy => policy.Name!.Trim().ToLowerInvariant(),
        new FieldError("name", "Another policy has this name."));

    private static readonly ApprovalPolicyValidator _validator = new();

    private readonly IDocumentStore _store;
    private readonly AccessGuard _guard;
    private readonly EntityWriter _writer;
    private readonly PolicyReferences _references;
    private readonly UniqueNames _names;
    private readonly IdempotencyRecords _idempotency;
    private readonly ApprovalPolicies _policies;

    internal ApprovalPolicyService(
        IDocumentStore store,
        AccessGuard guard,
        EntityWriter writer,
        UniqueNames names,
        IdempotencyRecords idempotency,
        ApprovalPolicies policies)
    {
        _store = store;
        _guard = guard;
        _writer = writer;
        _references = new PolicyReferences(store);
        _names = names;
        _idempotency = idempotency;
        _policies = policies;
    }

    internal static EntityKind<ApprovalPolicy> Kind { get; } = new(
        ApprovalPolicyDocuments.Type,
        policy => ApprovalPolicyDocuments.Key(policy.Id),
        _ => null);

    /// <summary>Creates a policy.</summary>
    public async ValueTask<Document<ApprovalPolicy>> Create(
        Call call,
        ApprovalPolicyFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.GovernApprovals, cancellationToken);
        var earlier = await _idempotency.FindCreated(
            call, key, Kind.Documents, ApprovalPolicyDocuments.Key, cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        await _references.Check(fields, current: null, cancellationToken);
        await RequireRoom(cancellationToken);
        var id = await _idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        await _names.ClaimOrRefuse(_name, fields, id, cancellationToken);
        var now = _writer.Now();
        var policy = new ApprovalPolicy(fields) { Id = id, CreatedAt = now, UpdatedAt = now };
        var created = await _writer.Create(Kind, call.Origin, policy, cancellationToken);
        _policies.Forget();
        return created ?? await Existing(id, cancellationToken);
    }

    /// <summary>Reads a policy.</summary>
    public async ValueTask<Document<ApprovalPolicy>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.ReadApprovalPolicies, cancellationToken);
        return await Existing(id, cancellationToken);
    }

    /// <summary>Lists policies.</summary>
    public async ValueTask<ListPage<ApprovalPolicy>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.ReadApprovalPolicies, cancellationToken);
        var query = request.Query(ApprovalPolicyDocuments.Type) with { Scope = Scope.In(ApprovalPolicyDocuments.Partition) };
        return ListPage<ApprovalPolicy>.Of(await _store.Query(query, cancellationToken));
    }

    /// <summary>Changes a policy; approvals that are under way keep the one they were asked for by.</summary>
    public async ValueTask<Document<ApprovalPolicy>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.GovernApprovals, cancellationToken);
        return await EntityWriter.Persist(async () =>
        {
            var current = await Existing(id, cancellationToken);
            ifMatch.Check(current);
            var fields = edit.Apply<ApprovalPolicyFields, ApprovalPolicy>(current.Value);
            _validator.Check(fields);
            await _references.Check(fields, current.Value, cancellationToken);
            var updated = new ApprovalPolicy(fields)
            {
                Id = id,
                CreatedAt = current.Value.CreatedAt,
                UpdatedAt = _writer.TimeAfter(current.Value),
            };
            var written = await _names.Replace(
                _name,
                current.Value,
                updated,
                () => _writer.Replace(Kind, call.Origin, current, updated, reason: null, with: null, cancellationToken),
                cancellationToken);
            _policies.Forget();
            return written;
        });
    }

    /// <summary>Deletes a policy; approvals that are under way keep it.</summary>
    public async ValueTask Delete(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.GovernApprovals, cancellationToken);
        var policy = await EntityWriter.Persist(async () =>
        {
            var current = await Existing(id, cancellationToken);
            ifMatch.Check(current);
            var isDeleted = await _writer.Delete(Kind, call.Origin, current, with: null, cancellationToken);
            return isDeleted ? current.Value : null;
        });
        _policies.Forget();
        await _names.Release(_name.Scope, _name.Of(policy), id, cancellationToken);
    }

    private async ValueTask<Document<ApprovalPolicy>> Existing(long id, CancellationToken cancellationToken) =>
        await _store.Get(ApprovalPolicyDocuments.Type, ApprovalPolicyDocuments.Key(id), cancellationToken)
        ?? throw RefusedException.NotFound();

    private async ValueTask RequireRoom(CancellationToken cancellationToken)
    {
        var policies = await _store.Query(
            new DocumentQuery<ApprovalPolicy>(ApprovalPolicyDocuments.Type)
            {
                Scope = Scope.In(ApprovalPolicyDocuments.Partition),
                Limit = MostPolicies,
            },
            cancellationToken);
        if (policies.Items.Count == MostPolicies)
            throw RefusedException.Conflict($"There are {MostPolicies} policies already. Delete one first.");
    }
}
