using Enterprise.Api.Configuration;
using Enterprise.Api.Modules;
using Enterprise.Core.Notifications;

namespace Enterprise.Api.Notifications;

internal static class NotificationsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Notifications",
        Map = routes =>
        {
            ChannelEndpoints.Map(routes);
            DeliveryEndpoints.Map(routes);
        },
        Services = services => services
            .AddSettings<PublicUrlOptions, PublicUrlOptionsValidation>(ApiOptions.Section)
            .AddFromSettings((PublicUrlOptions options) => PublicUrl.Parse(options.PublicUrl)),
        Tags =
        [
            new("Notifications", "The channels on which people and teams are notified, and the deliveries on them."),
        ],
        Entities =
        [
            new(typeof(NotificationChannel), typeof(ChannelFields), ["kind"], []),
            Entity.ReadOnly(typeof(Delivery)),
        ],
        Bodies =
        [
            new(typeof(ChannelFields), ["kind"], """
                {
                  "kind": "slack",
                  "url": "https://hooks.slack.com/services/T0000/B0000/secret",
                  "events": ["release_published", "release_rolled_back", "deployment_failed"]
                }
                """),
        ],
        Patches =
        [
            new(typeof(ChannelFields), "ChannelPatch", """
                { "events": ["release_published"], "muted": true }
                """),
        ],
    };
}
