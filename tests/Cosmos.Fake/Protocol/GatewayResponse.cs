using System.Globalization;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>The gateway's answer.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The body; empty for none.</param>
public sealed record GatewayResponse(int Status, ReadOnlyMemory<byte> Body = default)
{
    /// <summary>The headers.</summary>
    public IDictionary<string, string> Headers { get; } =
        new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The refusal of a throttled request.</summary>
    public static GatewayResponse Throttled(TimeSpan retryAfter) => Of(new Refusal(429, "Request rate is large."))
        .With("x-ms-retry-after-ms", retryAfter.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));

    internal static GatewayResponse Of(int status, object? json) => new(status, Json.Bytes(json));

    internal static GatewayResponse Of(Refusal refusal) =>
        Of(refusal.Status, new Dictionary<string, object?>
        {
            ["code"] = ((System.Net.HttpStatusCode)refusal.Status).ToString(),
            ["message"] = refusal.Message,
        }).With("x-ms-substatus", refusal.SubStatus.ToString(CultureInfo.InvariantCulture));

    internal GatewayResponse With(string name, string value)
    {
        Headers[name] = value;
        return this;
    }
}
