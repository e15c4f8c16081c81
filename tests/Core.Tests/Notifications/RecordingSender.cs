using System.Collections.Concurrent;
using Enterprise.Core.Notifications;

namespace Enterprise.Core.Tests.Notifications;

/// <summary>A sender that records what it is given and returns the result that the test sets.</summary>
internal sealed class RecordingSender(ChannelKind kind) : IMessageSender
{
    private readonly ConcurrentQueue<(Message Message, MessageTarget Target)> _sent = new();

    public ChannelKind Kind => kind;

    internal Func<MessageTarget, CancellationToken, ValueTask<SendResult>> Answer { get; set; } =
        (_, _) => ValueTask.FromResult(SendResult.Sent);

    /// <summary>Everything that was sent, in order.</summary>
    internal IReadOnlyList<(Message Message, MessageTarget Target)> Sent => [.. _sent];

    public ValueTask<SendResult> Send(Message message, MessageTarget target, CancellationToken cancellationToken)
    {
        _sent.Enqueue((message, target));
        return Answer(target, cancellationToken);
    }
}
