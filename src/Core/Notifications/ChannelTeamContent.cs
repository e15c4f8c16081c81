using Enterprise.Core.Access;
using Enterprise.Core.Entities;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Notifications;

/// <summary>A team's channels are deleted with it.</summary>
internal sealed class ChannelTeamContent(IDocumentStore store) : ITeamContent
{
    /// <inheritdoc/>
    public async ValueTask Delete(Call call, long teamId, EntityCommit commit, CancellationToken cancellationToken)
    {
        var channels = await OfTeam(ChannelDocuments.Type, teamId, cancellationToken);
        var urls = await OfTeam(ChannelDocuments.Urls, teamId, cancellationToken);
        commit.RequireRoom((channels.Count * EntityCommit.WritesPerEntity) + urls.Count, ITeamContent.TooMuch);
        foreach (var channel in channels)
            commit.Delete(ChannelService.Kind, call.Origin, channel);
        foreach (var url in urls)
            commit.Delete(ChannelDocuments.Urls, url);
    }

    /// <summary>What belongs to a team, up to more than one commit can delete.</summary>
    private async ValueTask<IReadOnlyList<Document<T>>> OfTeam<T>(
        DocumentType<T> type,
        long teamId,
        CancellationToken cancellationToken)
        where T : class
    {
        var query = new DocumentQuery<T>(type)
        {
            Scope = Scope.In(Partitions.OfTeam(teamId)),
            Limit = Commit.MostWrites,
        };
        return (await store.Query(query, cancellationToken)).Items;
    }
}
