namespace Enterprise.Core.Auditing;

/// <summary>
/// Something that follows from changes. It is handed each at least once, those of one partition in their order, and
/// has to be idempotent.
/// </summary>
public interface IChangeConsumer
{
    /// <summary>A stable name, under which a host remembers how far it is.</summary>
    string Name { get; }

    /// <summary>
    /// The consumer that did this work in earlier releases: one that has no position yet starts at its predecessor's,
    /// or everything that the feed still holds would be handled again. Null for none.
    /// </summary>
    string? Predecessor => null;

    /// <summary>Handles changes; when it throws, they are handed over again.</summary>
    ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken);
}
