using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Teams;

/// <summary>Checks that the team that an input refers to exists.</summary>
internal sealed class TeamReferences(IDocumentStore store)
{
    /// <summary>Refuses an id of no team.</summary>
    internal async ValueTask Check(string field, long? teamId, CancellationToken cancellationToken)
    {
        if (teamId is { } id && await store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken) is null)
            throw RefusedException.Invalid(field, $"There is no team {Ids.Text(id)}.");
    }
}
