using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>Resolves ids of users and teams to names, reading each once.</summary>
internal sealed class NameResolver(IDocumentStore store)
{
    private readonly Dictionary<string, string> _known = [];

    internal async ValueTask<string> OfUser(long id, CancellationToken cancellationToken)
    {
        var key = $"user {Ids.Text(id)}";
        if (_known.TryGetValue(key, out var known))
            return known;
        var user = await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken);
        return _known[key] = user?.Value.Name ?? key;
    }

    internal async ValueTask<string> OfTeam(long id, CancellationToken cancellationToken)
    {
        var key = $"team {Ids.Text(id)}";
        if (_known.TryGetValue(key, out var known))
            return known;
        var team = await store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken);
        return _known[key] = team?.Value.Name ?? key;
    }
}
