using Enterprise.Core.Access;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects;

/// <summary>What the entities that belong to a project have in common.</summary>
internal sealed class ProjectPartReader(IDocumentStore store, AccessGuard guard, ProjectGuard projects)
{
    /// <summary>The project, to deliver something in it; an archived one takes nothing more.</summary>
    internal async ValueTask<Document<Project>> ForDelivery(
        Call call,
        long projectId,
        CancellationToken cancellationToken)
    {
        var project = await projects.Get(call, projectId, ProjectPermissions.Deliver, cancellationToken);
        return project.Value.Status == ProjectStatus.Archived
            ? throw RefusedException.Conflict("The project is archived.")
            : project;
    }

    /// <summary>The project that a new part names, once the caller is known to be allowed to add to it.</summary>
    internal async ValueTask<Project> ForCreation(Call call, long? projectId, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.Read, cancellationToken);
        return projectId is { } id
            ? (await ForDelivery(call, id, cancellationToken)).Value
            : throw RefusedException.Invalid("project_id", "A value is required.");
    }

    /// <summary>A part of a project, for reading it.</summary>
    internal async ValueTask<Document<T>> Get<T>(
        Call call,
        DocumentType<T> type,
        long projectId,
        long id,
        CancellationToken cancellationToken)
        where T : class
    {
        await projects.Get(call, projectId, ProjectPermissions.Read, cancellationToken);
        return await Existing(type, projectId, id, cancellationToken);
    }

    /// <summary>A part of a project that is known to be the caller's to see.</summary>
    internal async ValueTask<Document<T>> Existing<T>(
        DocumentType<T> type,
        long projectId,
        long id,
        CancellationToken cancellationToken)
        where T : class =>
        await store.Get(type, Key(projectId, id), cancellationToken) ?? throw RefusedException.NotFound();

    /// <summary>A page of a project's parts of one kind.</summary>
    internal async ValueTask<ListPage<T>> List<T>(
        Call call,
        DocumentType<T> type,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken)
        where T : class
    {
        await projects.Get(call, projectId, ProjectPermissions.Read, cancellationToken);
        var query = request.Query(type) with { Scope = Scope.In(Partitions.OfProject(projectId)) };
        return ListPage<T>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Where a part is kept.</summary>
    internal static DocumentKey Key(long projectId, long id) => new(Partitions.OfProject(projectId), Ids.Text(id));
}
