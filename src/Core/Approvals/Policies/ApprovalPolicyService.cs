using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>The use cases of approval policies.</summary>
internal sealed class ApprovalPolicyService(
    IDocumentStore store,
    AccessGuard guard,
    EntityWriter writer,
    PolicyReferenceValidator references,
    UniqueNameReservation names,
    IdempotencyRecordReader idempotency,
    ApprovalPolicyReader policies)
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

    internal static EntityKind<ApprovalPolicy> Kind { get; } = new(
        ApprovalPolicyDocuments.Type,
        policy => ApprovalPolicyDocuments.Key(policy.Id),
        _ => null,
        new(ApprovalPolicyEvents.Created, ApprovalPolicyEvents.Updated, ApprovalPolicyEvents.Deleted));

    /// <summary>Creates a policy.</summary>
    public async ValueTask<Document<ApprovalPolicy>> Create(
        Call call,
        ApprovalPolicyFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, ApprovalPermissions.Govern, cancellationToken);
        var earlier = await idempotency.FindCreated(
            call, key, Kind.Documents, ApprovalPolicyDocuments.Key, cancellationToken);
        if (earlier is not null)
            return earlier;

        _validator.Check(fields);
        await references.Check(fields, current: null, cancellationToken);
        await RequireRoom(cancellationToken);
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        await names.ClaimOrRefuse(_name, fields, id, cancellationToken);
        var now = writer.Now();
        var policy = new ApprovalPolicy(fields) { Id = id, CreatedAt = now, UpdatedAt = now };
        var created = await writer.Create(Kind, call.Origin, policy, cancellationToken);
        policies.Forget();
        return created ?? await Existing(id, cancellationToken);
    }

    /// <summary>Reads a policy.</summary>
    public async ValueTask<Document<ApprovalPolicy>> Get(Call call, long id, CancellationToken cancellationToken)
    {
        await guard.Require(call, ApprovalPermissions.ReadPolicies, cancellationToken);
        return await Existing(id, cancellationToken);
    }

    /// <summary>Lists policies.</summary>
    public async ValueTask<ListPage<ApprovalPolicy>> List(
        Call call,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, ApprovalPermissions.ReadPolicies, cancellationToken);
        var query = request.Query(ApprovalPolicyDocuments.Type) with
        {
            Scope = Scope.In(ApprovalPolicyDocuments.Partition),
        };
        return ListPage<ApprovalPolicy>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Changes a policy; approvals that are under way keep the one they were asked for by.</summary>
    public async ValueTask<Document<ApprovalPolicy>> Update(
        Call call,
        long id,
        Edit edit,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, ApprovalPermissions.Govern, cancellationToken);
        return await EntityWriter.Persist(async () =>
        {
            var current = await Existing(id, cancellationToken);
            ifMatch.Check(current);
            var fields = edit.Apply(
                current.Value,
                ApprovalPoliciesJson.Default.ApprovalPolicyFields,
                ApprovalPoliciesJson.Default.ApprovalPolicy);
            _validator.Check(fields);
            await references.Check(fields, current.Value, cancellationToken);
            var updated = current.Value.With(fields) with { UpdatedAt = writer.TimeAfter(current.Value) };
            var written = await names.Replace(
                _name,
                current.Value,
                updated,
                () => writer.Replace(Kind, call.Origin, current, updated, cancellationToken),
                cancellationToken);
            policies.Forget();
            return written;
        });
    }

    /// <summary>Deletes a policy; approvals that are under way keep it.</summary>
    public async ValueTask Delete(Call call, long id, IfMatch ifMatch, CancellationToken cancellationToken)
    {
        await guard.Require(call, ApprovalPermissions.Govern, cancellationToken);
        var policy = await EntityWriter.Persist(async () =>
        {
            var current = await Existing(id, cancellationToken);
            ifMatch.Check(current);
            var isDeleted = await writer.Delete(Kind, call.Origin, current, cancellationToken);
            return isDeleted ? current.Value : null;
        });
        policies.Forget();
        await names.Release(_name.Scope, _name.Of(policy), id, cancellationToken);
    }

    private async ValueTask<Document<ApprovalPolicy>> Existing(long id, CancellationToken cancellationToken) =>
        await store.Get(ApprovalPolicyDocuments.Type, ApprovalPolicyDocuments.Key(id), cancellationToken)
        ?? throw RefusedException.NotFound();

    private async ValueTask RequireRoom(CancellationToken cancellationToken)
    {
        var existing = await store.Query(
            new DocumentQuery<ApprovalPolicy>(ApprovalPolicyDocuments.Type)
            {
                Scope = Scope.In(ApprovalPolicyDocuments.Partition),
                Limit = MostPolicies,
            },
            cancellationToken);
        if (existing.Items.Count == MostPolicies)
            throw RefusedException.Conflict($"There are {MostPolicies} policies already. Delete one first.");
    }
}
