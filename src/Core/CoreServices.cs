using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core;

/// <summary>What Core brings into a host: a fold over <see cref="CoreModules"/>.</summary>
public static class CoreServices
{
    /// <summary>Every kind of document: what a store has to be laid out for.</summary>
    public static IReadOnlyList<DocumentType> DocumentTypes { get; } =
        [.. CoreModules.All.SelectMany(module => module.Documents)];

    /// <summary>Every kind of change, by name.</summary>
    public static IReadOnlyList<ChangeEvent> Events { get; } =
        [.. CoreModules.All.SelectMany(module => module.Events).OrderBy(@event => @event.Name, StringComparer.Ordinal)];

    /// <summary>The one JSON form of what the system keeps and shows: snake_case, UTC, source-generated.</summary>
    public static JsonSerializerOptions Json { get; } = new(CoreModules.All[0].Json[0].Options)
    {
        TypeInfoResolver = JsonTypeInfoResolver.Combine([.. CoreModules.All.SelectMany(module => module.Json)]),
    };

    /// <summary>How a type that callers send or are shown is written.</summary>
    public static JsonTypeInfo<T> JsonOf<T>() => (JsonTypeInfo<T>)Json.GetTypeInfo(typeof(T));

    /// <summary>
    /// Adds the use cases. The host adds an <see cref="IDocumentStore"/>, an <see cref="IdAllocation"/>, a
    /// <see cref="TimeProvider"/>, an <see cref="IDeliveryQueue"/>, a <see cref="PublicUrl"/> and logging; and to
    /// handle changes an <see cref="IFeedLag"/> and an <see cref="IProcessDriver"/>.
    /// </summary>
    public static IServiceCollection AddEnterpriseCore(this IServiceCollection services)
    {
        foreach (var module in CoreModules.All)
            module.Services(services);
        return services;
    }
}
