using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Approvals;

/// <summary>The names behind ids, each read once.</summary>
internal sealed class Names(IDocumentStore store)
{
    private readonly Dictionary<string, string> _known = [];

    internal async ValueTask<string> OfUser(long id, CancellationToken cancellationToken)
    {
        var key = $"user {Ids.Text(id)}";
        if (!_known.TryGetValue(key, out var name))
            _known[key] = name = (await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken))?.Value.Name ?? key;
        return name;
    }

    internal async ValueTask<string> OfTeam(long id, CancellationToken cancellationToken)
    {
        var key = $"team {Ids.Text(id)}";
        if (!_known.TryGetValue(key, out var name))
            _known[key] = name = (await store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken))?.Value.Name ?? key;
        return name;
    }
}
