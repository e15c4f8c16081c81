using Enterprise.Api.Modules;

namespace Enterprise.Api.Integrations;

/// <summary>The endpoints that other systems call.</summary>
internal static class IntegrationsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Integrations",
        Map = SlackEndpoints.Map,
    };
}
