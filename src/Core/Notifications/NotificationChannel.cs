using System.Text.Json.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>What is said of a channel beside its address.</summary>
/// <remarks>
/// What has a default has a setter: the JSON source generator writes every init property, whether it was sent or not.
/// </remarks>
public record ChannelSettings
{
    public ChannelKind? Kind { get; init; }

    /// <summary>What is told here; empty for everything.</summary>
    public IReadOnlyList<NotificationEvent> Events { get; set; } = [];

    /// <summary>Whether nothing is told here for now. A person whose channels are all muted is told nothing.</summary>
    public bool Muted { get; init; }
}

/// <summary>What callers set of a channel.</summary>
public record ChannelFields : ChannelSettings
{
    public ChannelFields()
    {
    }

    internal ChannelFields(ChannelSettings settings)
        : base(settings)
    {
    }

    /// <summary>
    /// A webhook's URL, or for e-mail <c>mailto:</c> and an address. It is kept encrypted and never answered. A person
    /// who leaves it out is written to at their own address, by e-mail or by Slack's bot; a change that leaves it out
    /// keeps it.
    /// </summary>
    public string? Url { get; init; }
}

/// <summary>A way in which a person or a team is told of what happens.</summary>
public sealed record NotificationChannel : ChannelSettings, IEntity
{
    [JsonConstructor]
    public NotificationChannel()
    {
    }

    internal NotificationChannel(ChannelSettings settings)
        : base(settings)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    /// <summary>The person whose channel it is; null for a team's.</summary>
    [JsonPropertyOrder(-1)]
    public long? UserId { get; init; }

    /// <summary>The team whose channel it is; null for a person's.</summary>
    [JsonPropertyOrder(-1)]
    public long? TeamId { get; init; }

    /// <summary>The host of the webhook, which is all that is told of its URL; null for an address.</summary>
    [JsonPropertyOrder(1)]
    public string? UrlHost { get; init; }

    /// <summary>
    /// The e-mail address to which messages are sent, or by which Slack's bot finds the person; null for a webhook.
    /// </summary>
    [JsonPropertyOrder(1)]
    public string? Address { get; init; }

    /// <summary>When the URL was last set.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UrlSetAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether this is told here.</summary>
    internal bool Takes(NotificationEvent @event) => !Muted && (Events.Count == 0 || Events.Contains(@event));
}

/// <summary>A channel's address, kept apart from what is shown of the channel.</summary>
public sealed record ChannelUrl
{
    public required long ChannelId { get; init; }

    /// <summary>See <see cref="ChannelSecrets"/>.</summary>
    public required string Sealed { get; init; }
}
