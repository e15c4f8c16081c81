using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Notifications;

/// <summary>A way to a recipient.</summary>
/// <param name="Owner">The recipient.</param>
/// <param name="Kind">How.</param>
/// <param name="ChannelId">The channel; null for a person's own address.</param>
/// <param name="Host">Where it leads, as far as that is told.</param>
/// <param name="Address">An address that can be told; null for a webhook.</param>
internal sealed record Subscription(
    ChannelOwner Owner,
    ChannelKind Kind,
    long? ChannelId,
    string Host,
    string? Address);

/// <summary>Finds out on which channels recipients want to be told of something.</summary>
internal sealed class SubscriptionReader(IDocumentStore store, NotificationOptions options)
{
    private const int MostInQuery = 1000;

    /// <summary>The ways to people and to a team. An address that several lead to is among them once.</summary>
    internal async ValueTask<IReadOnlyList<Subscription>> Of(
        NotificationEvent @event,
        IReadOnlyList<User> people,
        long? teamId,
        CancellationToken cancellationToken)
    {
        var owners = people.Select(user => ChannelOwner.User(user.Id)).ToList();
        if (teamId is { } team)
            owners.Add(ChannelOwner.Team(team));
        var channels = new List<NotificationChannel>();
        foreach (var some in owners.Chunk(MostInQuery / ChannelService.MostChannels / 2))
            channels.AddRange(await ChannelsOf(some, cancellationToken));

        var byOwner = channels.ToLookup(ChannelOwner.Of);
        var ways = people
            .SelectMany(user => byOwner.Contains(ChannelOwner.User(user.Id)) ? [] : Defaults(user))
            .Concat(channels.Where(channel => channel.Takes(@event)).Select(Way));
        return [.. ways.DistinctBy(way => way.Address is { } address
            ? $"{way.Kind}:{address.ToLowerInvariant()}"
            : $"{way.Owner.Partition}/{way.ChannelId}")];
    }

    private async ValueTask<IEnumerable<NotificationChannel>> ChannelsOf(
        IReadOnlyList<ChannelOwner> owners,
        CancellationToken cancellationToken)
    {
        var page = await store.Query(
            new DocumentQuery<NotificationChannel>(ChannelDocuments.Type)
            {
                Where = new In(ChannelDocuments.Owner, [.. owners.Select(owner => FieldValue.Of(owner.Partition))]),
                Limit = MostInQuery,
            },
            cancellationToken);
        return page.Items.Select(item => item.Value);
    }

    /// <summary>How a person is told who has said nothing about it.</summary>
    private IEnumerable<Subscription> Defaults(User user)
    {
        var owner = ChannelOwner.User(user.Id);
        if (options.HasEmail)
            yield return new(owner, ChannelKind.Email, null, EnumNames<ChannelKind>.Of(ChannelKind.Email), user.Email);
        if (options.HasSlackBot)
            yield return new(owner, ChannelKind.Slack, null, EnumNames<ChannelKind>.Of(ChannelKind.Slack), user.Email);
    }

    private static Subscription Way(NotificationChannel channel)
    {
        var kind = channel.Kind ?? throw new InvalidOperationException($"The channel {channel.Id} has no kind.");
        return new(
            ChannelOwner.Of(channel),
            kind,
            channel.Id,
            channel.UrlHost ?? EnumNames<ChannelKind>.Of(kind),
            channel.Address);
    }
}
