using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Entities;

/// <summary>Checks that what an input refers to exists.</summary>
internal sealed class References(IDocumentStore store)
{
    /// <summary>Refuses an id of no user, or of one who has left.</summary>
    internal async ValueTask CheckUser(string field, long? userId, CancellationToken cancellationToken)
    {
        if (userId is not { } id)
            return;
        var user = await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken);
        if (user is null)
            throw RefusedException.Invalid(field, $"There is no user {Ids.Text(id)}.");
        if (!user.Value.IsActive)
            throw RefusedException.Invalid(field, $"The user {Ids.Text(id)} is not active.");
    }

    /// <summary>Refuses an id of no team.</summary>
    internal async ValueTask CheckTeam(string field, long? teamId, CancellationToken cancellationToken)
    {
        if (teamId is { } id && await store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken) is null)
            throw RefusedException.Invalid(field, $"There is no team {Ids.Text(id)}.");
    }
}
