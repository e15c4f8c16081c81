using System.Collections.Frozen;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Responses;

/// <summary>A related entity that can be embedded: users and teams, which every caller may read.</summary>
/// <param name="Name">Its name in <c>expand</c>, and the property it is embedded as.</param>
/// <param name="IdProperty">The property that refers to it.</param>
/// <param name="Read">Reads its JSON; null when it is gone.</param>
internal sealed record Expansion(
    string Name,
    string IdProperty,
    Func<IDocumentStore, long, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> Read)
{
    internal static FrozenDictionary<string, Expansion> Named { get; } = new Expansion[]
    {
        new("owner", "owner_id", ReadUser),
        new("manager", "manager_id", ReadUser),
        new("user", "user_id", ReadUser),
        new("team", "team_id", ReadTeam),
    }.ToFrozenDictionary(expansion => expansion.Name);

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadUser(IDocumentStore store, long id, CancellationToken cancellationToken) =>
        (await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken))?.Json;

    private static async ValueTask<ReadOnlyMemory<byte>?> ReadTeam(IDocumentStore store, long id, CancellationToken cancellationToken) =>
        (await store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken))?.Json;
}
