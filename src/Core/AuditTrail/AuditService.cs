using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Listing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.AuditTrail;

/// <summary>The use cases of the audit trail.</summary>
public sealed class AuditService
{
    private readonly IDocumentStore _store;
    private readonly AccessGuard _guard;
    private readonly ChangeLog _log;
    private readonly AuditVerifier _verifier;

    internal AuditService(IDocumentStore store, AccessGuard guard, ChangeLog log, AuditVerifier verifier)
    {
        _store = store;
        _guard = guard;
        _log = log;
        _verifier = verifier;
    }

    /// <summary>Reads a page of a project's trail.</summary>
    public async ValueTask<ListPage<AuditEntry>> ListOfProject(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await _guard.Project(call, projectId, Permission.ReadProjectTrail, cancellationToken);
        var query = request.Query(AuditDocuments.Entries) with
        {
            Scope = Scope.Below($"project:{Ids.Text(projectId)}"),
            Where = Predicate.Equal(AuditDocuments.ProjectId, FieldValue.Of(projectId)) & request.Where,
        };
        return ListPage<AuditEntry>.Of(await _store.Query(query, cancellationToken));
    }

    /// <summary>Reads a page of the organisation's whole trail, which is itself audited.</summary>
    /// <param name="call">Who asks.</param>
    /// <param name="request">What for.</param>
    /// <param name="asked">The query as sent, for the trail.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<ListPage<AuditEntry>> List(
        Call call,
        ListRequest request,
        JsonElement asked,
        CancellationToken cancellationToken)
    {
        await _guard.Require(call, Permission.ReadOrganisationTrail, cancellationToken);
        await _log.Append(
            _log.Describe(call.Origin, "audit.read", "organisation", null, null, (null, asked)),
            cancellationToken);
        var query = request.Query(AuditDocuments.Entries);
        return ListPage<AuditEntry>.Of(await _store.Query(query, cancellationToken));
    }

    /// <summary>Walks the hash chains: a project's for those who may read its trail, or else all.</summary>
    public async ValueTask<AuditVerification> Verify(Call call, long? projectId, CancellationToken cancellationToken)
    {
        if (projectId is { } id)
        {
            await _guard.Project(call, id, Permission.ReadProjectTrail, cancellationToken);
            return await _verifier.Verify($"project:{Ids.Text(id)}", progress: null, cancellationToken);
        }

        await _guard.Require(call, Permission.ReadOrganisationTrail, cancellationToken);
        await _log.Append(
            _log.Describe(call.Origin, "audit.verified", "organisation", null, null),
            cancellationToken);
        return await _verifier.Verify(chain: null, progress: null, cancellationToken);
    }

    /// <summary>Keeps in the trail what the system itself found when it walked every chain.</summary>
    public ValueTask Record(AuditVerification found, CancellationToken cancellationToken)
    {
        var values = JsonSerializer.SerializeToElement(found, EnterpriseJson.Default.AuditVerification);
        return _log.Append(
            _log.Describe(Origin.System, "audit.verified", "organisation", null, null, (null, values)),
            cancellationToken);
    }
}
