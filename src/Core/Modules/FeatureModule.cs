using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Modules;

/// <summary>All that a feature brings into the system, declared in one place.</summary>
/// <param name="Name">The feature's name: that of its folder.</param>
public sealed record FeatureModule(string Name)
{
    /// <summary>The kinds of document that it keeps.</summary>
    public IReadOnlyList<DocumentType> Documents { get; init; } = [];

    /// <summary>How its documents and inputs are written as JSON.</summary>
    public IReadOnlyList<JsonSerializerContext> Json { get; init; } = [];

    /// <summary>What its calls need.</summary>
    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    /// <summary>What happens in it.</summary>
    public IReadOnlyList<ChangeEvent> Events { get; init; } = [];

    /// <summary>What its lists can be asked.</summary>
    public IReadOnlyList<ListDefinition> Lists { get; init; } = [];

    /// <summary>Adds its services and its consumers of changes.</summary>
    public Action<IServiceCollection> Services { get; init; } = static _ => { };
}
