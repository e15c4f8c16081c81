using Enterprise.Core.Auditing;

namespace Enterprise.Core.DeadLetters;

/// <summary>
/// Everything but the trail that follows from changes, as one consumer: the feed is read once for all of it, in the
/// order in which one may need what another did. A change that one can't take in is parked for that one alone.
/// </summary>
public sealed class ChangeReactions(ChangeDispatcher dispatcher, IReadOnlyList<IChangeConsumer> reactions) : IChangeConsumer
{
    /// <summary>The name that it has on every host.</summary>
    public const string ConsumerName = "reactions";

    /// <inheritdoc/>
    public string Name => ConsumerName;

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        foreach (var reaction in reactions)
            await dispatcher.Dispatch(reaction, changes, cancellationToken);
    }
}
