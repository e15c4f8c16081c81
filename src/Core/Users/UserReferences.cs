using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Users;

/// <summary>Checks that the user whom an input refers to exists.</summary>
internal sealed class UserReferences(IDocumentStore store)
{
    /// <summary>Refuses an id of no user, or of one who has left.</summary>
    internal async ValueTask Check(string field, long? userId, CancellationToken cancellationToken)
    {
        if (userId is not { } id)
            return;
        var user = await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken);
        if (user is null)
            throw RefusedException.Invalid(field, $"There is no user {Ids.Text(id)}.");
        if (!user.Value.IsActive)
            throw RefusedException.Invalid(field, $"The user {Ids.Text(id)} is not active.");
    }
}
