using Enterprise.Core.Access;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Projects;

/// <summary>A team that has projects is not deleted.</summary>
internal sealed class ProjectsOfTeam(IDocumentStore store) : ITeamContent
{
    /// <inheritdoc/>
    public async ValueTask Delete(Call call, long teamId, EntityCommit commit, CancellationToken cancellationToken)
    {
        var projects = await store.Query(
            new DocumentQuery<Project>(ProjectDocuments.Type)
            {
                Where = Predicate.Equal(ProjectDocuments.TeamId, FieldValue.Of(teamId)),
                Limit = 1,
            },
            cancellationToken);
        if (projects.Items.Count > 0)
            throw RefusedException.Conflict("The team has projects. Give them to another team first.");
    }
}
