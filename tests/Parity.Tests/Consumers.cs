using System.Reflection;
using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Parity.Tests;

/// <summary>The consumers of the change feed.</summary>
internal static class Consumers
{
    internal static IReadOnlyList<string> Names()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new IdAllocation(1));
        services.AddSingleton(PublicUrl.Parse(null));
        services.AddSingleton(DispatchProxy.Create<IDocumentStore, Uncalled>());
        services.AddSingleton(DispatchProxy.Create<IProcessDriver, Uncalled>());
        services.AddSingleton(DispatchProxy.Create<IDeliveryQueue, Uncalled>());
        services.AddEnterpriseCore();
        using var provider = services.BuildServiceProvider();
        return [.. provider.GetServices<IChangeConsumer>().Select(consumer => consumer.Name)];
    }

    /// <summary>A port of which nothing is called.</summary>
    public class Uncalled : DispatchProxy
    {
        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            throw new InvalidOperationException("Nothing is called here.");
    }
}
