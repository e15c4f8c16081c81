using Enterprise.Api.Responses;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Modules;

/// <summary>A feature of the HTTP surface: its endpoints and what the API's description says of them.</summary>
internal sealed record ApiModule
{
    /// <summary>The name, which is its folder's.</summary>
    internal required string Name { get; init; }

    /// <summary>Maps its endpoints.</summary>
    internal required Action<IEndpointRouteBuilder> Map { get; init; }

    /// <summary>Adds the services that only its endpoints need.</summary>
    internal Action<IServiceCollection> Services { get; init; } = static _ => { };

    /// <summary>The tags of its operations.</summary>
    internal IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The bodies that callers send whole.</summary>
    internal IReadOnlyList<Body> Bodies { get; init; } = [];

    /// <summary>The bodies that change some fields.</summary>
    internal IReadOnlyList<PatchBody> Patches { get; init; } = [];

    /// <summary>The entities that are answered.</summary>
    internal IReadOnlyList<Entity> Entities { get; init; } = [];

    /// <summary>Its entities that others can embed.</summary>
    internal IReadOnlyList<Expansion> Expansions { get; init; } = [];
}
