using Enterprise.Api.Modules;

namespace Enterprise.Api.Integrations;

/// <summary>What other systems call.</summary>
internal static class IntegrationsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Integrations",
        Map = SlackEndpoints.Map,
    };
}
