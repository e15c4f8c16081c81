using Enterprise.Core.Storage;

namespace Enterprise.Standalone.Stores;

/// <summary>An open store, and the background services that it needs in a host.</summary>
internal abstract class OpenedStore : IDisposable
{
    /// <summary>Where the data is, for display.</summary>
    internal abstract string Location { get; }

    internal abstract IDocumentStore Documents { get; }

    /// <summary>How many ids are taken from a counter at once.</summary>
    internal abstract int IdsInBlock { get; }

    /// <summary>Adds the pump of its change feed and the other background services that it needs.</summary>
    internal abstract void AddBackground(IServiceCollection services);

    /// <inheritdoc/>
    public abstract void Dispose();
}
