using Enterprise.Core.Auditing;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.DeadLetters;

/// <summary>
/// A change that a consumer could not process, parked so that it can be examined and replayed.
/// </summary>
public sealed record DeadLetter
{
    /// <summary>The consumer that failed.</summary>
    public required string Consumer { get; init; }

    /// <summary>The id that the change is kept under.</summary>
    public required string ChangeId { get; init; }

    /// <summary>The change; null where it can't be read, or would not fit in here.</summary>
    public Change? Change { get; init; }

    /// <summary>The body of a change that can't be read, as it was found, cut where it is long.</summary>
    public string? Json { get; init; }

    /// <summary>What went wrong the last time.</summary>
    public required string Error { get; init; }

    public required DateTimeOffset ParkedAt { get; init; }
}

/// <summary>How dead letters are kept.</summary>
public static class DeadLetterDocuments
{
    /// <summary>The change's id and the consumer: several may fail on one change. It sorts as the changes do.</summary>
    public static readonly Field Id = new("id", FieldKind.Text);
    public static readonly Field Consumer = new("consumer", FieldKind.Text);

    public static readonly DocumentType<DeadLetter> Type = new(
        Container.Outbox,
        "dead_letter",
        DeadLettersJson.Default.DeadLetter,
        (Id, letter => FieldValue.Of($"{letter.ChangeId}:{letter.Consumer}")),
        (Consumer, letter => FieldValue.Of(letter.Consumer)))
    {
        Indexes = [new(new Order(Id)), new(new Order(Consumer), new Order(Id))],
    };

    /// <summary>What the dead letters can be asked; the newest change first.</summary>
    public static readonly ListDefinition<DeadLetter> List = new(Type)
    {
        Name = "dead-letters",
        Filters = [ListFilter.Text(Consumer)],
        Sorts = [ListSort.By(Id)],
        DefaultSort = [new Order(Id, Descending: true)],
    };

    /// <summary>Where a consumer's dead letter is kept.</summary>
    public static DocumentKey Key(string consumer, string changeId) => new(consumer, changeId);
}
