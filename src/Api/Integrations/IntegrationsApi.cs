using Enterprise.Api.Configuration;
using Enterprise.Api.Modules;

namespace Enterprise.Api.Integrations;

/// <summary>The endpoints that other systems call.</summary>
internal static class IntegrationsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Integrations",
        Map = SlackEndpoints.Map,
        Services = services => services
            .AddSettings<SlackSignatureOptions>(SlackSignatureOptions.Section)
            .AddFromSettings((SlackSignatureOptions options) => new SlackSignature(options.SigningSecret)),
    };
}
