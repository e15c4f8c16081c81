using Enterprise.Core.Storage;

namespace Enterprise.Standalone.Stores;

/// <summary>An open store, and what a host needs that works on it.</summary>
internal abstract class OpenedStore : IDisposable
{
    /// <summary>Where it is, as people are told.</summary>
    internal abstract string Place { get; }

    internal abstract IDocumentStore Documents { get; }

    /// <summary>How many ids are taken from a counter at once.</summary>
    internal abstract int IdsInBlock { get; }

    /// <summary>Adds what hands its changes to their consumers, and what else it needs while a host runs.</summary>
    internal abstract void AddBackground(IServiceCollection services);

    /// <inheritdoc/>
    public abstract void Dispose();
}
