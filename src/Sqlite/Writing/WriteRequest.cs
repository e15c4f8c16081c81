using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Writing;

/// <summary>Something that waits for the writer.</summary>
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
    // Continuations would otherwise run on the writer's thread and hold up every other commit.
    private readonly TaskCompletionSource<TResult> _completion =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Task<TResult> Completion => _completion.Task;

    /// <summary>What the writing made of it.</summary>
    protected abstract TResult Result { get; }

    internal override void Complete() => _completion.TrySetResult(Result);

    internal override void Fail(Exception exception) => _completion.TrySetException(exception);
}
