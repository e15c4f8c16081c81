using Enterprise.Api.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Health;

/// <summary>Liveness and readiness.</summary>
internal static class HealthApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Health",
        Map = HealthEndpoints.Map,
        Services = services => services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, HealthJson.Default)),
        Tags = [new("Health", "Whether the process runs, and whether it can serve requests.")],
    };
}
