using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Listing;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.AuditTrail;

/// <summary>The use cases of the audit trail.</summary>
internal sealed class AuditService(
    IDocumentStore store,
    AccessGuard guard,
    ProjectGuard projects,
    ChangeLog log,
    AuditVerifier verifier)
{
    /// <summary>Reads a page of a project's trail.</summary>
    public async ValueTask<ListPage<AuditEntry>> ListOfProject(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await projects.Get(call, projectId, ProjectPermissions.ReadTrail, cancellationToken);
        var query = request.Query(AuditDocuments.Entries) with
        {
            Scope = Scope.Below($"project:{Ids.Text(projectId)}"),
            Where = Predicate.Equal(AuditDocuments.ProjectId, FieldValue.Of(projectId)) & request.Where,
        };
        return ListPage<AuditEntry>.Of(await store.Query(query, cancellationToken));
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
        await guard.Require(call, AuditTrailPermissions.ReadOrganisation, cancellationToken);
        await log.Append(
            log.Describe(
                call.Origin,
                AuditTrailEvents.Read,
                AccessScope.Organisation.EntityType,
                null,
                null,
                (null, asked)),
            cancellationToken);
        var query = request.Query(AuditDocuments.Entries);
        return ListPage<AuditEntry>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Walks the hash chains: a project's for those who may read its trail, or else all.</summary>
    public async ValueTask<AuditVerification> Verify(Call call, long? projectId, CancellationToken cancellationToken)
    {
        if (projectId is { } id)
        {
            await projects.Get(call, id, ProjectPermissions.ReadTrail, cancellationToken);
            return await verifier.Verify($"project:{Ids.Text(id)}", progress: null, cancellationToken);
        }

        await guard.Require(call, AuditTrailPermissions.ReadOrganisation, cancellationToken);
        await log.Append(
            log.Describe(call.Origin, AuditTrailEvents.Verified, AccessScope.Organisation.EntityType, null, null),
            cancellationToken);
        return await verifier.Verify(chain: null, progress: null, cancellationToken);
    }

    /// <summary>Keeps in the trail what the system itself found when it walked every chain.</summary>
    public ValueTask Record(AuditVerification found, CancellationToken cancellationToken)
    {
        var values = JsonSerializer.SerializeToElement(found, AuditTrailJson.Default.AuditVerification);
        return log.Append(
            log.Describe(
                Origin.System,
                AuditTrailEvents.Verified,
                AccessScope.Organisation.EntityType,
                null,
                null,
                (null, values)),
            cancellationToken);
    }
}
