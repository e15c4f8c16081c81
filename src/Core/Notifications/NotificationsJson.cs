using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Notifications;

/// <summary>The JSON of channels and deliveries.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    RespectNullableAnnotations = true,
    Converters = [typeof(UtcTimestampConverter)])]
[JsonSerializable(typeof(ChannelFields))]
[JsonSerializable(typeof(ChannelUrl))]
[JsonSerializable(typeof(Delivery))]
[JsonSerializable(typeof(DeliveryPlan))]
[JsonSerializable(typeof(Message))]
[JsonSerializable(typeof(NotificationChannel))]
internal sealed partial class NotificationsJson : JsonSerializerContext;
