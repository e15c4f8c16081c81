using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>Whose channel it is.</summary>
public readonly record struct ChannelOwner
{
    private ChannelOwner(long? userId, long? teamId) => (UserId, TeamId) = (userId, teamId);

    /// <summary>The person; null for a team.</summary>
    public long? UserId { get; }

    /// <summary>The team; null for a person.</summary>
    public long? TeamId { get; }

    /// <summary>The partition of the owner, in which their channels are: <c>user:7</c>, <c>team:3</c>.</summary>
    public string Partition => UserId is { } user ? Partitions.OfUser(user) : Partitions.OfTeam(TeamId ?? 0);

    public static ChannelOwner User(long id) => new(id, null);

    public static ChannelOwner Team(long id) => new(null, id);

    internal static ChannelOwner Of(NotificationChannel channel) => new(channel.UserId, channel.TeamId);
}

/// <summary>How channels are kept: in their owner's partition, with their addresses beside them.</summary>
public static class ChannelDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field Owner = new("owner", FieldKind.Text);
    public static readonly Field Kind = new("kind", FieldKind.Integer);
    public static readonly Field ChannelId = new("channel_id", FieldKind.Integer);

    public static readonly DocumentType<NotificationChannel> Type = new(
        Container.Directory,
        "channel",
        NotificationsJson.Default.NotificationChannel,
        (Id, channel => FieldValue.Of(channel.Id)),
        (Owner, channel => FieldValue.Of(ChannelOwner.Of(channel).Partition)),
        (Kind, channel => FieldValue.Of((long?)channel.Kind)))
    {
        Indexes = [new(new Order(Owner), new Order(Id)), DocumentIndex.InPartition(new Order(Id))],
    };

    public static readonly DocumentType<ChannelUrl> Urls = new(
        Container.Directory,
        "channel_url",
        NotificationsJson.Default.ChannelUrl,
        (ChannelId, url => FieldValue.Of(url.ChannelId)));

    /// <summary>The channels of a person or a team.</summary>
    public static readonly ListDefinition<NotificationChannel> List = new(Type)
    {
        Name = "channels",
        Filters = [ListFilter.Enumeration<ChannelKind>(Kind)],
        Sorts = [ListSort.By(Id)],
        DefaultSort = [new Order(Id)],
    };

    /// <summary>Where a channel is kept, and in another kind of document its address.</summary>
    public static DocumentKey Key(ChannelOwner owner, long id) => new(owner.Partition, Ids.Text(id));
}
