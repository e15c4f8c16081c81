using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>Reads projects for callers who may see them.</summary>
internal sealed class ProjectReader(IDocumentStore store, ProjectGuard guard)
{
    /// <summary>Reads a project.</summary>
    internal ValueTask<Document<Project>> Get(Call call, long id, CancellationToken cancellationToken) =>
        guard.Get(call, id, ProjectPermissions.Read, cancellationToken);

    /// <summary>
    /// Lists the projects that the caller may see; network restrictions are checked after the query.
    /// </summary>
    internal async ValueTask<ListPage<Project>> List(
        Call call,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        var visible = await guard.Visible(call, cancellationToken);
        var query = request.Query(ProjectDocuments.Type) with { Where = visible & request.Where };
        return await Candidates.Page(
            store,
            query,
            candidate => ValueTask.FromResult(
                !ProjectNetworks.MayBeNamed(candidate) || ProjectAccess.PassesNetworks(call, candidate.Value)),
            cancellationToken);
    }
}
