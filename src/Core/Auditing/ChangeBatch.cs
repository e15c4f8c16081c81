using System.Text;
using System.Text.Json;

namespace Enterprise.Core.Auditing;

/// <summary>A document of the feed that is no change, or none any more: what is known of it.</summary>
/// <param name="Id">The id it is kept under.</param>
/// <param name="Json">Its body as it was found, cut at <see cref="MostBytes"/>; null where there is none.</param>
/// <param name="Error">Why it can't be read.</param>
public sealed record UnreadableChange(string Id, string? Json, string Error)
{
    /// <summary>How much of a body is kept: as JSON in JSON it may grow sixfold, and has to fit a document.</summary>
    public const int MostBytes = 100_000;
}

/// <summary>
/// Changes as a feed finds them, oldest first. One that can't be read is kept apart, so that it holds up no other.
/// </summary>
public sealed class ChangeBatch
{
    /// <summary>
    /// Ids of this product are shorter; a foreign document could have one that is too long for a dead letter's key.
    /// </summary>
    internal const int MostIdCharacters = 100;

    private readonly List<Change> _changes = [];
    private readonly List<UnreadableChange> _unreadable = [];

    /// <summary>An empty batch.</summary>
    public ChangeBatch()
    {
    }

    /// <summary>A batch of changes that were read.</summary>
    public ChangeBatch(IEnumerable<Change> changes) => _changes.AddRange(changes);

    /// <summary>Those that can be read, in the feed's order.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>Those that can't.</summary>
    public IReadOnlyList<UnreadableChange> Unreadable => _unreadable;

    /// <summary>How many there are of both.</summary>
    public int Count => _changes.Count + _unreadable.Count;

    /// <summary>Adds a document of the feed, whatever is in it.</summary>
    /// <param name="id">The id it is kept under.</param>
    /// <param name="json">Its body.</param>
    public void Add(string id, ReadOnlySpan<byte> json)
    {
        try
        {
            _changes.Add(JsonSerializer.Deserialize(json, AuditingJson.Default.Change)
                ?? throw new JsonException("The body is null."));
        }
        catch (JsonException exception)
        {
            var kept = json[..Math.Min(json.Length, UnreadableChange.MostBytes)];
            AddUnreadable(id, Encoding.UTF8.GetString(kept), exception.Message);
        }
    }

    /// <summary>Adds a document that has no body, or none that can be got at.</summary>
    public void AddUnreadable(string id, string? json, string error) =>
        _unreadable.Add(new UnreadableChange(id[..Math.Min(id.Length, MostIdCharacters)], json, error));
}
