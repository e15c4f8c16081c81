using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Writing;

/// <summary>A request to the writer.</summary>
internal abstract class WriteRequest
{
    /// <summary>Writes inside the writer's transaction; may run again after that was rolled back.</summary>
    internal abstract void Write(Connection connection);

    /// <summary>The transaction is durable.</summary>
    internal abstract void Complete();

    internal abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal abstract class WriteRequest<TResult> : WriteRequest
{
    // Continuations would otherwise run on the writer's thread and delay every other commit.
    private readonly TaskCompletionSource<TResult> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResult> Completion => _completion.Task;

    /// <summary>The outcome of the writing.</summary>
    protected abstract TResult Result { get; }

    internal override void Complete() => _completion.TrySetResult(Result);

    internal override void Fail(Exception exception) => _completion.TrySetException(exception);
}
